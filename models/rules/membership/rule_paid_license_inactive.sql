with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'paid_license_inactive' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops' and is_license_paid

),

measured as (

    select
        *,
        coalesce(display_name, username, account_uid) as account_name,
        {{ elapsed_days('last_sign_in_at', 'as_of') }} as inactive_days
    from accounts

),

final as (

    select
        measured.platform || '/' || measured.account_uid as subject_uid,
        case
            when not {{ is_in_grace('measured.created_at', 'measured.as_of', 'rule.grace_days') }}
                then {{ severity_by_threshold('measured.inactive_days', '>=') }}
        end as severity,
        measured.account_name || ' holds a paid ' || measured.license_code
        || ' license and last signed in ' || cast(floor(measured.inactive_days) as bigint)
        || ' days ago.' as reason,
        measured.account_name as subject_name,
        measured.inactive_days as metric_value,
        {{ json_object({
            "license_code": "measured.license_code",
            "last_sign_in_at": "measured.last_sign_in_at",
            "inactive_days": "measured.inactive_days",
        }) }} as evidence,
        measured.platform,
        measured.account_uid,
        measured.person_id,
        measured.account_uid as owner_id,
        measured.account_name as owner_name,
        coalesce(measured.email_primary, measured.username) as owner_email,
        measured.last_sign_in_at as since_at,
        measured.license_code as detail,
        measured.estimated_monthly_cost
    from measured
    cross join rule

)

select * from final
