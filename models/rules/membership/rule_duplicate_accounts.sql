with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'duplicate_accounts' and scope_id = 'organization'

),

people as (

    select * from {{ ref('int_people') }}

),

-- An account in its grace may be there to replace another one.
accounts as (

    select accounts.*
    from {{ ref('int_accounts_in_scope') }} as accounts
    cross join rule
    where
        accounts.person_id is not null
        and accounts.account_type = 'human'
        and accounts.account_status = 'active'
        and not {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }}

),

counted as (

    select
        platform,
        person_id,
        authority_platform,
        count(*) as account_count,
        {{ sorted_ids('account_uid') }} as account_uids,
        {{ sorted_ids('coalesce(username, account_uid)') }} as usernames
    from accounts
    group by platform, person_id, authority_platform

),

final as (

    select
        counted.person_id || '/' || counted.platform as subject_uid,
        {{ severity_by_threshold('counted.account_count', '>=') }} as severity,
        coalesce(people.display_name, people.person_id) || ' has ' || counted.account_count
        || ' active accounts on ' || counted.platform || ': ' || replace(counted.usernames, ',', ', ')
        || '.' as reason,
        coalesce(people.display_name, people.person_id) || ' on ' || counted.platform as subject_name,
        counted.account_count as metric_value,
        {{ json_object({
            "usernames": "counted.usernames",
            "account_count": "counted.account_count",
        }) }} as evidence,
        counted.account_uids as evidence_ids,
        counted.platform,
        counted.person_id,
        coalesce(people.display_name, people.person_id) as owner_name,
        people.email as owner_email,
        counted.authority_platform as other_platform,
        people.account_uid as other_account_uid,
        counted.usernames as detail
    from counted
    inner join people on counted.person_id = people.person_id
    cross join rule

)

select * from final
