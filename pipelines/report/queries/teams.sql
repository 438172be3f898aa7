with latest_velocity as (
    select
        team_id,
        arg_max(average_velocity_3, finish_date) as average_velocity_3,
        avg(say_do_ratio) as say_do_ratio
    from (
        from velocity
        where timeframe = 'past'
        qualify row_number() over (partition by team_id order by finish_date desc) <= 6
    )
    group by team_id
),

flow as (
    select
        team_id,
        sum(throughput) filter (where week_end_date > last_week - 28) / 4 as weekly_throughput,
        sum(wip) filter (where week_end_date = last_week) as wip,
        sum(blocked_items) filter (where week_end_date = last_week) as blocked_items
    from flow_history, (select max(week_end_date) as last_week from flow_history)
    group by team_id
),

durations as (
    select
        team_id,
        quantile_cont(cycle_time_days, 0.85) as cycle_time_p85_days
    from cycle_times
    where
        completed_at > (select max(as_of) from runs) - interval 84 days
        and not is_imported
        and work_item_type in (select work_item_type from flow_history)
    group by team_id
),

problems as (
    select
        team_id,
        count(*) as open_findings,
        count(*) filter (where severity in ('critical', 'high')) as severe_findings
    from findings
    where is_open
    group by team_id
)

select
    teams.team_id,
    teams.team_name,
    teams.project_name,
    coalesce(problems.open_findings, 0) as open_findings,
    coalesce(problems.severe_findings, 0) as severe_findings,
    latest_velocity.average_velocity_3,
    latest_velocity.say_do_ratio,
    flow.weekly_throughput,
    durations.cycle_time_p85_days,
    flow.wip,
    flow.blocked_items
from teams
left join latest_velocity on teams.team_id = latest_velocity.team_id
left join flow on teams.team_id = flow.team_id
left join durations on teams.team_id = durations.team_id
left join problems on teams.team_id = problems.team_id
order by severe_findings desc, open_findings desc, teams.project_name, teams.team_name
