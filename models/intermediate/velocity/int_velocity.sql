with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}
    where timeframe in ('past', 'current')

),

items as (

    select * from {{ ref('int_velocity_items') }}

),

totals as (

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
    left join items on team_iterations.team_id = items.team_id and team_iterations.iteration_id = items.iteration_id
    group by
        team_iterations.team_id,
        team_iterations.iteration_id

),

averages as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        avg(totals.completed_effort) over (in_order rows between 2 preceding and current row) as average_velocity_3,
        avg(totals.completed_effort) over (in_order rows between 5 preceding and current row) as average_velocity_6,
        count(*) over (in_order rows between current row and unbounded following) as recency
    from team_iterations
    inner join totals
        on team_iterations.team_id = totals.team_id and team_iterations.iteration_id = totals.iteration_id
    where team_iterations.timeframe = 'past'
    window in_order as (
        partition by team_iterations.team_id
        order by
            team_iterations.finish_date,
            team_iterations.start_date,
            lower(team_iterations.iteration_path),
            team_iterations.iteration_id
    )

),

-- A current iteration has the averages of the last past one.
final as (

    select
        team_iterations.project_id,
        team_iterations.project_name,
        team_iterations.team_id,
        team_iterations.team_name,
        team_iterations.iteration_id,
        team_iterations.iteration_name,
        team_iterations.iteration_path,
        team_iterations.start_date,
        team_iterations.finish_date,
        team_iterations.timeframe,
        team_iterations.iteration_status,
        totals.planned_items,
        totals.planned_effort,
        totals.completed_items,
        totals.completed_effort,
        totals.completed_late_items,
        totals.completed_late_effort,
        totals.incomplete_items,
        totals.incomplete_effort,
        totals.added_items,
        totals.added_effort,
        totals.removed_items,
        totals.removed_effort,
        totals.unestimated_items,
        case
            when totals.planned_effort > 0 then totals.completed_effort / totals.planned_effort
            when totals.planned_items > 0 then 1.0 * totals.completed_items / totals.planned_items
        end as say_do_ratio,
        1.0 * (totals.added_items + totals.removed_items) / nullif(totals.planned_items, 0) as scope_change_ratio,
        averages.average_velocity_3,
        averages.average_velocity_6,
        case when team_iterations.timeframe = 'past' then averages.recency end as recency
    from team_iterations
    inner join totals
        on team_iterations.team_id = totals.team_id and team_iterations.iteration_id = totals.iteration_id
    left join averages
        on
            team_iterations.team_id = averages.team_id
            and case
                when team_iterations.timeframe = 'past' then team_iterations.iteration_id = averages.iteration_id
                else averages.recency = 1
            end

)

select * from final
