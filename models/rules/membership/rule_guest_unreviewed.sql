with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'guest_unreviewed' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where is_guest and account_status = 'active'

),

judged as (

    select
        accounts.*,
        rule.window_size,
        case
            when {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }} then null
            when accounts.is_admin then 'high'
            when accounts.inactive_days >= rule.window_size then 'medium'
            else {{ severity_by_threshold('accounts.age_days', '>') }}
        end as severity
    from accounts
    cross join rule

),

final as (

    select
        platform || '/' || account_uid as subject_uid,
        severity,
        'The guest ' || account_name || ' on ' || platform
        || case when is_admin then ' is an administrator' else ' is active' end
        || coalesce(', was added ' || cast(floor(age_days) as bigint) || ' days ago', '')
        || case
            when last_sign_in_at is not null
                then ' and last signed in ' || cast(floor(inactive_days) as bigint) || ' days ago'
            else ' and is not known to have signed in'
        end || '.' as reason,
        account_name as subject_name,
        age_days as metric_value,
        case when severity = 'medium' then window_size end as threshold,
        {{ json_object({
            "is_admin": "is_admin",
            "created_at": "created_at",
            "last_sign_in_at": "last_sign_in_at",
            "age_days": "age_days",
            "inactive_days": "inactive_days",
        }) }} as evidence,
        platform,
        account_uid,
        person_id,
        identity_id as owner_id,
        account_name as owner_name,
        account_email as owner_email,
        created_at as since_at,
        case when is_admin then 'administrator' else 'guest' end as detail
    from judged

)

select * from final
