with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}

),

items as (

    select * from {{ ref('int_velocity_items') }}

),

final as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        count(case when items.is_planned then 1 end) as planned_items,
        coalesce(sum(case when items.is_planned then items.effort_planned end), 0) as planned_effort,
        count(case when items.is_completed then 1 end) as completed_items,
        coalesce(sum(case when items.is_completed then items.effort_end end), 0) as completed_effort,
        count(case when items.is_completed_late then 1 end) as completed_late_items,
        coalesce(sum(case when items.is_completed_late then items.effort_now end), 0) as completed_late_effort,
        count(case when items.is_incomplete then 1 end) as incomplete_items,
        coalesce(sum(case when items.is_incomplete then items.effort_end end), 0) as incomplete_effort,
        count(case when items.is_added then 1 end) as added_items,
        coalesce(sum(case when items.is_added then items.effort_end end), 0) as added_effort,
        count(case when items.is_removed then 1 end) as removed_items,
        coalesce(sum(case when items.is_removed then items.effort_planned end), 0) as removed_effort,
        count(case when (items.is_planned or items.is_added) and items.effort_end is null then 1 end)
            as unestimated_items
    from team_iterations
    left join items
        on
            team_iterations.team_id = items.team_id
            and team_iterations.iteration_id = items.iteration_id
    group by
        team_iterations.team_id,
        team_iterations.iteration_id

)

select * from final
