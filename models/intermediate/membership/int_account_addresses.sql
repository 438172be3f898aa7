with

unlinked as (

    select
        platform,
        account_uid
    from {{ ref('int_accounts_unlinked') }}

),

addresses as (

    select * from {{ ref('int_account_keys_derived') }}

),

final as (

    select
        addresses.platform,
        addresses.account_uid,
        addresses.place,
        addresses.key_value as address
    from addresses
    inner join unlinked
        on
            addresses.platform = unlinked.platform
            and addresses.account_uid = unlinked.account_uid
)

select * from final
