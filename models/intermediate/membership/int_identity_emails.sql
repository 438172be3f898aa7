with

identities as (

    select * from {{ ref('int_identities') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops'

),

final as (

    select
        identities.identity_id,
        identities.display_name,
        coalesce(accounts.email_primary, identities.email) as email
    from identities
    left join accounts on identities.identity_id = accounts.account_uid

)

select * from final
