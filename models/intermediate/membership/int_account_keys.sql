with

accounts as (

    select * from {{ ref('int_platform_accounts') }}

),

domain_aliases as (

    select * from {{ ref('stg_rosters__domain_aliases') }}

),

manual_links as (

    select
        accounts.platform,
        accounts.account_uid,
        accounts.account_uid_clear,
        'manual' as match_method,
        'manual_links.csv line ' || manual_links.line_number as source_field,
        manual_links.person_id_clear as key_value_clear
    from {{ ref('stg_rosters__manual_links') }} as manual_links
    inner join accounts
        on
            manual_links.platform_key = lower(accounts.platform)
            and manual_links.account_uid_clear = accounts.account_uid_clear
    where manual_links.is_same

),

account_values as (

    {{ own_keys('accounts', 'platform, account_uid, account_uid_clear') }}
    union all
    {{ keys_from('accounts', 'platform, account_uid, account_uid_clear', 'manual', 'person_id', 'person_id_clear') }}

),

own_keys as (

    select
        platform,
        account_uid,
        account_uid_clear,
        match_method,
        source_field,
        trim(key_value_clear) as key_value_clear
    from account_values
    where trim(key_value_clear) <> ''

),

addresses as (

    select
        platform,
        account_uid,
        account_uid_clear,
        'normalized_email' as match_method,
        source_field,
        key_value_clear
    from own_keys
    where match_method = 'email'
    union all
    select
        platform,
        account_uid,
        account_uid_clear,
        'guest_name' as match_method,
        'guest name' as source_field,
        {{ decoded_guest_name('username_clear') }} as key_value_clear
    from accounts
    where {{ is_guest_name('username_clear') }}

),

final as (

    select * from manual_links
    union all
    select * from own_keys
    union all
    {{ normalized_keys('addresses', 'domain_aliases', 'platform, account_uid, account_uid_clear') }}

)

select * from final
