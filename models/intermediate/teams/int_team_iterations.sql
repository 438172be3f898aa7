with

team_iterations as (

    select * from {{ ref('int_team_subscriptions') }}

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

next_starts as (

    select
        team_iterations.team_id,
        min(team_iterations.start_date) as start_date
    from team_iterations
    inner join run_context on team_iterations.start_date > run_context.as_of_date
    group by team_iterations.team_id

),

framed as (

    select
        team_iterations.*,
        teams.team_name,
        teams.project_id,
        teams.project_name,
        teams.effort_field,
        run_context.velocity_planning_days,
        case
            when team_iterations.iteration_status = 'deleted'
                then least({{ just_after('team_iterations.last_seen_at') }}, run_context.after_as_of)
            else run_context.after_as_of
        end as now_at,
        case
            when team_iterations.start_date <= run_context.as_of_date
                then case
                    when team_iterations.finish_date < run_context.as_of_date then 'past'
                    when team_iterations.finish_date >= run_context.as_of_date then 'current'
                end
            when team_iterations.start_date = next_starts.start_date then 'next'
            when team_iterations.start_date is not null then 'future'
        end as timeframe
    from team_iterations
    cross join run_context
    inner join teams on team_iterations.team_id = teams.team_id
    left join next_starts on team_iterations.team_id = next_starts.team_id

),

ended as (

    select
        framed.*,
        case
            when framed.timeframe in ('past', 'current')
                then least(coalesce(calendar_days.ends_at, framed.now_at), framed.now_at)
        end as end_at
    from framed
    left join calendar_days on framed.finish_date = calendar_days.calendar_date

),

final as (

    select
        ended.team_id,
        ended.team_name,
        ended.project_id,
        ended.project_name,
        ended.iteration_id,
        ended.iteration_name,
        ended.iteration_path,
        ended.start_date,
        ended.finish_date,
        ended.timeframe,
        ended.effort_field,
        case
            when ended.end_at is not null then least(coalesce(calendar_days.ends_at, ended.end_at), ended.end_at)
        end as planning_at,
        ended.end_at,
        ended.now_at,
        ended.iteration_status
    from ended
    left join calendar_days
        on calendar_days.calendar_date = cast(
            {{ dbt.dateadd('day', 'ended.velocity_planning_days', 'ended.start_date') }} as date
        )

)

select * from final
