with

links as (

    select * from {{ ref('int_dependency_links_concluded') }}

),

final as (

    select
        links.link_type,
        links.predecessor_id,
        links.successor_id,
        links.predecessor_title,
        links.predecessor_work_item_type,
        links.predecessor_state,
        links.predecessor_state_category,
        links.predecessor_project_id,
        links.predecessor_project_name,
        links.predecessor_team_id,
        links.predecessor_team_name,
        links.predecessor_assigned_to_id,
        links.predecessor_assigned_to_name,
        links.predecessor_iteration_path,
        links.predecessor_end_date,
        links.predecessor_url,
        links.is_predecessor_deleted,
        links.is_predecessor_open,
        links.successor_title,
        links.successor_work_item_type,
        links.successor_state,
        links.successor_state_category,
        links.successor_project_id,
        links.successor_project_name,
        links.successor_team_id,
        links.successor_team_name,
        links.successor_assigned_to_id,
        links.successor_assigned_to_name,
        links.successor_iteration_path,
        links.successor_end_date,
        links.successor_url,
        links.is_successor_deleted,
        links.is_successor_open,
        links.linked_at,
        links.linked_by_id,
        links.linked_by_name,
        links.is_cross_team,
        links.is_cross_project,
        links.is_remote,
        links.is_satisfied,
        links.is_broken,
        links.is_circular,
        links.is_violated,
        links.is_late,
        links.is_unscheduled,
        links.status,
        links.chain_length,
        links.cycle_id
    from links

)

select * from final
