with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'paid_license_without_project' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where platform = 'azure_devops' and is_license_paid

),

members as (

    select
        account_uid,
        count(*) as project_count
    from {{ ref('int_project_members') }}
    group by account_uid

),

final as (

    select
        accounts.platform || '/' || accounts.account_uid as subject_uid,
        case
            when
                members.account_uid is null
                and not {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }}
                then 'low'
        end as severity,
        accounts.account_name || ' holds a paid ' || accounts.license_code
        || ' license, but is a member of no project.' as reason,
        accounts.account_name as subject_name,
        {{ json_object({
            "license_code": "accounts.license_code",
            "project_count": "coalesce(members.project_count, 0)",
        }) }} as evidence,
        accounts.platform,
        accounts.account_uid,
        accounts.person_id,
        accounts.identity_id as owner_id,
        accounts.account_name as owner_name,
        accounts.account_email as owner_email,
        accounts.created_at as since_at,
        accounts.license_code as detail,
        accounts.estimated_monthly_cost
    from accounts
    cross join rule
    left join members on accounts.account_uid = members.account_uid

)

select * from final
