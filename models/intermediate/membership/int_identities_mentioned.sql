with

team_members as (

    select * from {{ ref('stg_azure_devops__team_members') }}

),

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

assignees as (

    select assigned_to_id as identity_id
    from {{ ref('int_open_work_items') }}
    group by assigned_to_id

),

final as (

    select
        identity_id,
        unique_name,
        descriptor,
        is_container,
        is_deleted_in_origin,
        1 as source_rank,
        cast(null as timestamp) as mentioned_at
    from team_members
    union all
    select
        assignees.identity_id,
        revisions.assigned_to_unique_name,
        revisions.assigned_to_descriptor,
        revisions.assigned_to_is_container,
        revisions.assigned_to_is_deleted_in_origin,
        2 as source_rank,
        revisions.changed_at
    from assignees
    left join revisions on assignees.identity_id = revisions.assigned_to_id
    where assignees.identity_id is not null

)

select * from final
