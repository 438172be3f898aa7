with

seen as (

    select * from {{ ref('int_identity_names') }}

),

sources as (

    select
        account_uid as identity_id,
        display_name,
        1 as source_rank,
        cast(null as timestamp) as last_seen_at
    from {{ ref('stg_azure_devops__user_entitlements') }}
    union all
    select
        identity_id,
        display_name,
        2 as source_rank,
        cast(null as timestamp) as last_seen_at
    from {{ ref('stg_azure_devops__team_members') }}
    union all
    select
        identity_id,
        display_name,
        3 as source_rank,
        cast(null as timestamp) as last_seen_at
    from {{ ref('stg_azure_devops__identities') }}
    union all
    select
        identity_id,
        display_name,
        4 as source_rank,
        last_seen_at
    from seen

),

ranked as (

    select
        identity_id,
        display_name,
        row_number() over (
            partition by identity_id
            order by source_rank asc, last_seen_at desc, display_name asc
        ) as name_rank
    from sources
    where display_name is not null

),

final as (

    select
        identity_id,
        {{ pseudonym('display_name') }} as display_name
    from ranked
    where name_rank = 1

)

select * from final
