with

names as (

    select * from {{ ref('int_identity_names') }}

),

sources as (

    select
        account_uid as identity_id,
        display_name,
        display_name_clear,
        1 as source_rank,
        cast(null as timestamp) as last_seen_at
    from {{ ref('stg_azure_devops__user_entitlements') }}
    union all
    select
        identity_id,
        display_name,
        display_name_clear,
        2 as source_rank,
        cast(null as timestamp) as last_seen_at
    from {{ ref('stg_azure_devops__team_members') }}
    union all
    select
        identity_id,
        display_name,
        display_name_clear,
        3 as source_rank,
        cast(null as timestamp) as last_seen_at
    from {{ ref('stg_azure_devops__identities') }}
    union all
    select
        identity_id,
        display_name,
        display_name_clear,
        4 as source_rank,
        last_seen_at
    from names

),

ranked as (

    select
        identity_id,
        display_name,
        display_name_clear,
        row_number() over (
            partition by identity_id
            order by source_rank asc, last_seen_at desc, display_name_clear asc
        ) as name_rank
    from sources
    where display_name is not null

),

emails as (

    select
        identity_id,
        unique_name as email,
        row_number() over (
            partition by identity_id
            order by last_seen_at desc, unique_name_clear asc
        ) as recency
    from names
    where unique_name_clear like '%_@_%'

),

final as (

    select
        ranked.identity_id,
        ranked.display_name,
        ranked.display_name_clear,
        emails.email
    from ranked
    left join emails on ranked.identity_id = emails.identity_id and emails.recency = 1
    where ranked.name_rank = 1

)

select * from final
