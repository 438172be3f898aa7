with

revisions as (

    select revisions.*
    from {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
    inner join {{ ref('stg_run__run_context') }} as run_context on revisions.changed_at <= run_context.as_of

),

link_changes as (

    select link_changes.*
    from {{ ref('stg_azure_devops__work_item_link_changes') }} as link_changes
    inner join {{ ref('stg_run__run_context') }} as run_context on link_changes.changed_at <= run_context.as_of

),

mentions as (

    select
        assigned_to_id as identity_id,
        assigned_to_unique_name as unique_name,
        assigned_to_unique_name_clear as unique_name_clear,
        assigned_to_name as display_name,
        assigned_to_name_clear as display_name_clear,
        changed_at
    from revisions
    union all
    select
        created_by_id as identity_id,
        created_by_unique_name as unique_name,
        created_by_unique_name_clear as unique_name_clear,
        created_by_name as display_name,
        created_by_name_clear as display_name_clear,
        changed_at
    from revisions
    union all
    select
        changed_by_id as identity_id,
        changed_by_unique_name as unique_name,
        changed_by_unique_name_clear as unique_name_clear,
        changed_by_name as display_name,
        changed_by_name_clear as display_name_clear,
        changed_at
    from revisions
    union all
    select
        changed_by_id as identity_id,
        null as unique_name,
        null as unique_name_clear,
        changed_by_name as display_name,
        changed_by_name_clear as display_name_clear,
        changed_at
    from link_changes

),

final as (

    select
        identity_id,
        unique_name,
        unique_name_clear,
        display_name,
        display_name_clear,
        max(changed_at) as last_seen_at
    from mentions
    where identity_id is not null
    group by
        identity_id,
        unique_name,
        unique_name_clear,
        display_name,
        display_name_clear

)

select * from final
