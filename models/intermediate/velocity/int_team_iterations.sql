with

team_iterations as (

    select * from {{ ref('stg_azure_devops__team_iterations') }}
    where start_date is not null and finish_date is not null

),

teams as (

    select * from {{ ref('int_teams') }}

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

run_context as (

    select
        *,
        {{ just_after('as_of') }} as after_as_of
    from {{ ref('stg_run__run_context') }}

),

ended as (

    select
        team_iterations.*,
        teams.effort_field,
        run_context.after_as_of,
        run_context.velocity_planning_days,
        case when team_iterations.finish_date < run_context.as_of_date then 'past' else 'current' end as timeframe,
        least(coalesce(calendar_days.ends_at, run_context.after_as_of), run_context.after_as_of) as end_at
    from team_iterations
    inner join teams on team_iterations.team_id = teams.team_id
    inner join run_context on team_iterations.start_date <= run_context.as_of_date
    left join calendar_days on team_iterations.finish_date = calendar_days.calendar_date

),

final as (

    select
        ended.team_id,
        ended.iteration_id,
        ended.iteration_name,
        ended.iteration_path,
        ended.start_date,
        ended.finish_date,
        ended.timeframe,
        ended.effort_field,
        least(coalesce(calendar_days.ends_at, ended.end_at), ended.end_at) as planning_at,
        ended.end_at
    from ended
    left join calendar_days
        on calendar_days.calendar_date = cast(
            {{ dbt.dateadd('day', 'ended.velocity_planning_days', 'ended.start_date') }} as date
        )

)

select * from final
