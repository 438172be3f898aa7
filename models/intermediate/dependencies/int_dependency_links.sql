with

links as (

    select
        links.*,
        coalesce(links.remote_end = 'source', false) as is_predecessor_remote,
        coalesce(links.remote_end = 'target', false) as is_successor_remote
    from {{ ref('int_links') }} as links
    cross join {{ ref('stg_run__run_context') }} as run_context
    where
        links.is_active
        and (
            lower(links.link_type) in ('system.linktypes.dependency', 'system.linktypes.remote.dependency')
            or position(
                ',' || lower(links.link_type) || ',' in ',' || lower(run_context.dependency_link_types) || ','
            ) > 0
        )

),

linked_items as (

    select * from {{ ref('int_work_items') }}
    where
        work_item_id in (select links.source_id from links)
        or work_item_id in (select links.target_id from links)

),

ends as (

    select
        linked_items.*,
        coalesce(
            {{ local_date('linked_items.target_at', 'target_days') }},
            {{ local_date('linked_items.finish_at', 'finish_days') }},
            iterations.finish_date
        ) as end_date
    from linked_items
    left join {{ ref('stg_run__calendar_days') }} as target_days
        on cast(linked_items.target_at as date) = target_days.calendar_date
    left join {{ ref('stg_run__calendar_days') }} as finish_days
        on cast(linked_items.finish_at as date) = finish_days.calendar_date
    left join {{ ref('int_iterations') }} as iterations
        on
            linked_items.project_id = iterations.project_id
            and lower(linked_items.iteration_path) = lower(iterations.iteration_path)
            and iterations.is_first_of_path

),

final as (

    select
        links.link_type,
        links.source_id as predecessor_id,
        links.target_id as successor_id,
        links.changed_at as linked_at,
        links.changed_by_id as linked_by_id,
        links.changed_by_name as linked_by_name,
        links.is_remote,
        predecessors.work_item_id is not null as is_predecessor_readable,
        predecessors.title as predecessor_title,
        predecessors.work_item_type as predecessor_work_item_type,
        predecessors.state as predecessor_state,
        predecessors.state_category as predecessor_state_category,
        predecessors.project_id as predecessor_project_id,
        predecessors.project_name as predecessor_project_name,
        predecessors.team_id as predecessor_team_id,
        predecessors.team_name as predecessor_team_name,
        predecessors.assigned_to_id as predecessor_assigned_to_id,
        predecessors.assigned_to_name as predecessor_assigned_to_name,
        predecessors.iteration_path as predecessor_iteration_path,
        predecessors.end_date as predecessor_end_date,
        predecessors.url as predecessor_url,
        coalesce(predecessors.is_deleted, false) as is_predecessor_deleted,
        coalesce(predecessors.is_open, false) as is_predecessor_open,
        successors.title as successor_title,
        successors.work_item_type as successor_work_item_type,
        successors.state as successor_state,
        successors.state_category as successor_state_category,
        successors.project_id as successor_project_id,
        successors.project_name as successor_project_name,
        successors.team_id as successor_team_id,
        successors.team_name as successor_team_name,
        successors.assigned_to_id as successor_assigned_to_id,
        successors.assigned_to_name as successor_assigned_to_name,
        successors.iteration_path as successor_iteration_path,
        successors.end_date as successor_end_date,
        successors.url as successor_url,
        coalesce(successors.is_deleted, false) as is_successor_deleted,
        coalesce(successors.is_open, false) as is_successor_open,
        coalesce(predecessors.state_category = 'Completed' and not predecessors.is_deleted, false) as is_satisfied
    from links
    left join ends as predecessors
        on links.source_id = predecessors.work_item_id and not links.is_predecessor_remote
    left join ends as successors
        on links.target_id = successors.work_item_id and not links.is_successor_remote
    where
        coalesce(predecessors.is_selected, not links.is_predecessor_remote)
        or coalesce(successors.is_selected, not links.is_successor_remote)

)

select * from final
