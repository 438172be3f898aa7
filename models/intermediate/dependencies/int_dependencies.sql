with

links as (

    select
        *,
        coalesce(predecessor_team_id <> successor_team_id, false) as is_cross_team,
        coalesce(predecessor_project_id <> successor_project_id, false) as is_cross_project,
        not is_remote
        and (
            not is_predecessor_readable
            or is_predecessor_deleted
            or predecessor_state_category = 'Removed'
        ) as is_broken,
        is_predecessor_readable
        and not is_satisfied
        and not is_successor_deleted
        and coalesce(successor_state_category in ('InProgress', 'Resolved', 'Completed'), false) as is_violated,
        is_predecessor_open
        and is_successor_open
        and coalesce(predecessor_end_date > successor_end_date, false) as is_late,
        is_predecessor_open
        and is_successor_open
        and predecessor_end_date is null
        and successor_end_date is not null as is_unscheduled
    from {{ ref('int_dependency_links') }}

),

graph as (

    select * from {{ ref('int_dependency_graph') }}

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
        graph.cycle_id is not null as is_circular,
        links.is_violated,
        links.is_late,
        links.is_unscheduled,
        case
            when links.is_satisfied then 'satisfied'
            when links.is_broken then 'broken'
            when graph.cycle_id is not null then 'circular'
            when links.is_violated then 'violated'
            when links.is_late then 'late'
            when links.is_unscheduled then 'unscheduled'
            else 'on_track'
        end as status,
        coalesce(graph.chain_length, 0) as chain_length,
        graph.cycle_id
    from links
    left join graph
        on
            links.link_type = graph.link_type
            and links.predecessor_id = graph.predecessor_id
            and links.successor_id = graph.successor_id

)

select * from final
