with

authority_accounts as (

    select * from {{ ref('int_accounts_of_authority') }}

),

account_keys as (

    select * from {{ ref('int_account_keys') }}
    union all
    select * from {{ ref('int_account_keys_derived') }}

),

keys as (

    select
        own_person_id as person_id,
        platform,
        'manual' as match_method,
        'person_id' as place,
        own_person_id as key_value
    from authority_accounts
    union all
    select
        authority_accounts.own_person_id,
        account_keys.platform,
        account_keys.match_method,
        account_keys.place,
        account_keys.key_value
    from account_keys
    inner join authority_accounts
        on
            account_keys.platform = authority_accounts.platform
            and account_keys.account_uid = authority_accounts.account_uid
    where account_keys.match_method not in ('manual', 'guest_name')

),

-- A value that two people have tells neither of them.
unshared as (

    select
        match_method,
        key_value,
        min(person_id) as person_id,
        min(platform || ' ' || place) as place
    from keys
    group by match_method, key_value
    having count(distinct person_id) = 1

)

select * from unshared
