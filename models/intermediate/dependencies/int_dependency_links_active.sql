with

links as (

    select * from {{ ref('int_links_current') }}
    where is_active

),

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

work_items as (

    select * from {{ ref('int_work_items_current') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

dependencies as (

    select links.*
    from links
    cross join run_context
    where
        lower(links.link_type) in ('system.linktypes.dependency', 'system.linktypes.remote.dependency')
        or position(
            ',' || lower(links.link_type) || ',' in ',' || lower(run_context.dependency_link_types) || ','
        ) > 0

),

-- The feed does not say which end of a remote link is in the other organization.
final as (

    select
        dependencies.link_type,
        dependencies.source_id as predecessor_id,
        dependencies.target_id as successor_id,
        dependencies.changed_at as linked_at,
        dependencies.changed_by_id as linked_by_id,
        dependencies.changed_by_name as linked_by_name,
        dependencies.is_remote,
        case
            when not dependencies.is_remote then 'none'
            when dependencies.source_project_id = dependencies.remote_project_id then 'predecessor'
            when dependencies.target_project_id = dependencies.remote_project_id then 'successor'
            when source_projects.project_id is null and target_projects.project_id is not null then 'predecessor'
            when source_projects.project_id is not null and target_projects.project_id is null then 'successor'
            when sources.work_item_id is null and targets.work_item_id is not null then 'predecessor'
            else 'successor'
        end as remote_end
    from dependencies
    left join projects as source_projects on dependencies.source_project_id = source_projects.project_id
    left join projects as target_projects on dependencies.target_project_id = target_projects.project_id
    left join work_items as sources on dependencies.source_id = sources.work_item_id
    left join work_items as targets on dependencies.target_id = targets.work_item_id

)

select * from final
