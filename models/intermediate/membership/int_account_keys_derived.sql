with

accounts as (

    select * from {{ ref('int_accounts_united') }}

),

account_keys as (

    select * from {{ ref('int_account_keys') }}

),

domain_aliases as (

    select * from {{ ref('stg_rosters__domain_aliases') }}

),

guest_names as (

    select
        platform,
        account_uid,
        {{ decoded_guest_name('username') }} as address
    from accounts
    where {{ is_guest_name('username') }}

),

addresses as (

    select
        platform,
        account_uid,
        'normalized_email' as match_method,
        place,
        {{ composed_text('key_value') }} as address
    from account_keys
    where match_method = 'email'
    union all
    select
        platform,
        account_uid,
        'guest_name' as match_method,
        'guest name' as place,
        {{ composed_text('address') }} as address
    from guest_names

),

final as (

    select
        addresses.platform,
        addresses.account_uid,
        addresses.match_method,
        addresses.place,
        {{ address_at('addresses.address', 'domain_aliases.domain') }} as key_value
    from addresses
    left join domain_aliases on {{ domain_of('addresses.address') }} = domain_aliases.alias
    where addresses.address like '%_@_%'

)

select * from final
