with

account_addresses as (

    select * from {{ ref('int_account_addresses') }}

),

person_addresses as (

    select
        person_id,
        key_value as address
    from {{ ref('int_person_keys') }}
    where match_method = 'normalized_email'

),

final as (

    select
        account_addresses.platform,
        account_addresses.account_uid,
        person_addresses.person_id,
        'subaddress' as match_method,
        account_addresses.address || ' is delivered to ' || person_addresses.address as match_evidence
    from account_addresses
    inner join person_addresses
        on {{ mailbox_of('account_addresses.address') }} = {{ mailbox_of('person_addresses.address') }}

)

select * from final
