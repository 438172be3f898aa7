with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'service_account_privileged' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where account_type = 'service'

),

final as (

    select
        accounts.platform || '/' || accounts.account_uid as subject_uid,
        case
            when {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }} then null
            when accounts.is_admin then 'high'
            when accounts.is_license_paid then 'low'
        end as severity,
        'The service account ' || accounts.account_name || ' on ' || accounts.platform
        || case when accounts.is_admin then ' is an administrator' else '' end
        || case when accounts.is_admin and accounts.is_license_paid then ' and' else '' end
        || case
            when accounts.is_license_paid then ' holds a paid ' || accounts.license_code || ' license'
            else ''
        end || '.' as reason,
        accounts.account_name as subject_name,
        {{ json_object({
            "is_admin": "accounts.is_admin",
            "license_code": "accounts.license_code",
            "is_license_paid": "accounts.is_license_paid",
        }) }} as evidence,
        accounts.platform,
        accounts.account_uid,
        accounts.person_id,
        accounts.identity_id as owner_id,
        accounts.account_name as owner_name,
        accounts.account_email as owner_email,
        accounts.created_at as since_at,
        case when accounts.is_admin then 'administrator' else accounts.license_code end as detail,
        accounts.estimated_monthly_cost
    from accounts
    cross join rule

)

select * from final
