with

links as (

    select * from {{ ref('int_dependency_links_located') }}

),

satisfied as (

    select
        *,
        coalesce(predecessor_state_category = 'Completed' and not is_predecessor_deleted, false) as is_satisfied
    from links

),

final as (

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
    from satisfied

)

select * from final
