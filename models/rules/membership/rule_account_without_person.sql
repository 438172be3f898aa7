with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'account_without_person' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where
        account_type = 'human'
        and account_status = 'active'
        and not is_guest
        and authority_platform is not null

),

final as (

    select
        accounts.platform || '/' || accounts.account_uid as subject_uid,
        case
            when
                accounts.person_id is null
                and not {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }}
                then 'medium'
        end as severity,
        'The active account ' || coalesce(accounts.username, accounts.account_uid) || ' on '
        || accounts.platform || ' matches nobody in ' || accounts.authority_platform || '.' as reason,
        accounts.account_name as subject_name,
        {{ json_object({
            "username": "accounts.username",
            "email_primary": "accounts.email_primary",
            "created_at": "accounts.created_at",
            "last_sign_in_at": "accounts.last_sign_in_at",
        }) }} as evidence,
        accounts.platform,
        accounts.account_uid,
        accounts.person_id,
        accounts.identity_id as owner_id,
        accounts.account_name as owner_name,
        accounts.account_email as owner_email,
        accounts.authority_platform as other_platform,
        accounts.created_at as since_at,
        accounts.username as detail
    from accounts
    cross join rule

)

select * from final
