with

mentioned as (

    select * from {{ ref('int_identities_mentioned') }}

),

identities as (

    select * from {{ ref('stg_azure_devops__identities') }}

),

named as (

    select * from {{ ref('int_identities') }}

),

entitlements as (

    select * from {{ ref('stg_azure_devops__user_entitlements') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by identity_id
            order by source_rank asc, mentioned_at desc, descriptor asc, unique_name asc
        ) as recency
    from mentioned

),

final as (

    select
        ranked.identity_id,
        ranked.unique_name,
        named.display_name,
        ranked.descriptor,
        identities.mail,
        coalesce(ranked.is_deleted_in_origin, false) as is_deleted_in_origin
    from ranked
    left join identities on ranked.identity_id = identities.identity_id
    left join named on ranked.identity_id = named.identity_id
    left join entitlements on ranked.identity_id = entitlements.account_uid
    where
        ranked.recency = 1
        and entitlements.account_uid is null
        and not {{ is_group('ranked.is_container', 'ranked.descriptor') }}
        and not {{ is_group('identities.is_container', 'identities.subject_descriptor') }}

)

select * from final
