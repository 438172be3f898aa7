with

dependency_links as (

    select * from {{ ref('int_dependencies') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        dependency_links.link_type,
        dependency_links.predecessor_id,
        dependency_links.successor_id,
        dependency_links.predecessor_title,
        dependency_links.predecessor_work_item_type,
        dependency_links.predecessor_state,
        dependency_links.predecessor_state_category,
        dependency_links.predecessor_project_id,
        dependency_links.predecessor_project_name,
        dependency_links.predecessor_team_id,
        dependency_links.predecessor_team_name,
        dependency_links.predecessor_assigned_to_id,
        dependency_links.predecessor_assigned_to_name,
        dependency_links.predecessor_iteration_path,
        dependency_links.predecessor_end_date,
        dependency_links.predecessor_url,
        dependency_links.is_predecessor_deleted,
        dependency_links.is_predecessor_open,
        dependency_links.successor_title,
        dependency_links.successor_work_item_type,
        dependency_links.successor_state,
        dependency_links.successor_state_category,
        dependency_links.successor_project_id,
        dependency_links.successor_project_name,
        dependency_links.successor_team_id,
        dependency_links.successor_team_name,
        dependency_links.successor_assigned_to_id,
        dependency_links.successor_assigned_to_name,
        dependency_links.successor_iteration_path,
        dependency_links.successor_end_date,
        dependency_links.successor_url,
        dependency_links.is_successor_deleted,
        dependency_links.is_successor_open,
        dependency_links.linked_at,
        dependency_links.linked_by_id,
        dependency_links.linked_by_name,
        dependency_links.is_cross_team,
        dependency_links.is_cross_project,
        dependency_links.is_remote,
        dependency_links.is_satisfied,
        dependency_links.is_broken,
        dependency_links.is_circular,
        dependency_links.is_violated,
        dependency_links.is_late,
        dependency_links.is_unscheduled,
        dependency_links.status,
        dependency_links.chain_length,
        dependency_links.cycle_id,
        run_context.organization,
        run_context.as_of
    from dependency_links
    cross join run_context

)

select * from final
