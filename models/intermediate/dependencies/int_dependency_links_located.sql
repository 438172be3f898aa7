with

links as (

    select * from {{ ref('int_dependency_links_active') }}

),

ends as (

    select * from {{ ref('int_dependency_ends') }}

),

final as (

    select
        links.*,
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
        coalesce(successors.is_open, false) as is_successor_open
    from links
    left join ends as predecessors
        on links.predecessor_id = predecessors.work_item_id and links.remote_end <> 'predecessor'
    left join ends as successors
        on links.successor_id = successors.work_item_id and links.remote_end <> 'successor'
    where
        coalesce(predecessors.is_selected, links.remote_end <> 'predecessor')
        or coalesce(successors.is_selected, links.remote_end <> 'successor')

)

select * from final
