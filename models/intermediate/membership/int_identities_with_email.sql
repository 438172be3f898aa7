with

named as (

    select * from {{ ref('int_identities') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops'

),

seen as (

    select
        identity_id,
        unique_name,
        row_number() over (
            partition by identity_id
            order by last_seen_at desc, unique_name asc
        ) as recency
    from {{ ref('int_identity_names') }}
    where unique_name like '%_@_%'

),

final as (

    select
        named.identity_id,
        named.display_name,
        coalesce(accounts.email_primary, {{ pseudonym('seen.unique_name') }}) as email
    from named
    left join accounts on named.identity_id = accounts.account_uid
    left join seen on named.identity_id = seen.identity_id and seen.recency = 1

)

select * from final
