with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'paid_license_never_used' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops' and is_license_paid and last_sign_in_at is null

),

measured as (

    select
        *,
        coalesce(display_name, username, account_uid) as account_name,
        {{ elapsed_days('created_at', 'as_of') }} as age_days
    from accounts

),

final as (

    select
        measured.platform || '/' || measured.account_uid as subject_uid,
        case
            when not {{ is_in_grace('measured.created_at', 'measured.as_of', 'rule.grace_days') }}
                then {{ severity_by_threshold('measured.age_days', '>') }}
        end as severity,
        measured.account_name || ' holds a paid ' || measured.license_code
        || ' license, was created ' || cast(floor(measured.age_days) as bigint)
        || ' days ago and has never signed in.' as reason,
        measured.account_name as subject_name,
        measured.age_days as metric_value,
        {{ json_object({
            "license_code": "measured.license_code",
            "created_at": "measured.created_at",
            "age_days": "measured.age_days",
        }) }} as evidence,
        measured.platform,
        measured.account_uid,
        measured.person_id,
        measured.account_uid as owner_id,
        measured.account_name as owner_name,
        coalesce(measured.email_primary, measured.username) as owner_email,
        measured.created_at as since_at,
        measured.license_code as detail,
        measured.estimated_monthly_cost
    from measured
    cross join rule

)

select * from final
