with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

totals as (

    select * from {{ ref('int_velocity_totals') }}

),

averages as (

    select * from {{ ref('int_velocity_averages') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        teams.project_id,
        teams.project_name,
        teams.team_id,
        teams.team_name,
        team_iterations.iteration_id,
        team_iterations.iteration_name,
        team_iterations.iteration_path,
        team_iterations.start_date,
        team_iterations.finish_date,
        team_iterations.timeframe,
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
        averages.average_velocity_6
    from team_iterations
    cross join run_context
    inner join teams on team_iterations.team_id = teams.team_id
    inner join totals
        on team_iterations.team_id = totals.team_id and team_iterations.iteration_id = totals.iteration_id
    inner join averages
        on team_iterations.team_id = averages.team_id and team_iterations.iteration_id = averages.iteration_id

)

select * from final
