with numbered as (
    select
        *,
        row_number() over (partition by team_id order by finish_date desc, iteration_id) as position
    from velocity
    where timeframe = 'past'
),

units as (
    select
        team_id,
        sum(planned_effort + completed_effort + completed_late_effort + incomplete_effort) > 0 as is_estimated
    from numbered
    where position <= 12
    group by team_id
),

iterations as (
    select
        numbered.team_id,
        numbered.position,
        numbered.iteration_name,
        numbered.start_date,
        numbered.finish_date,
        case when is_estimated then 'effort' else 'items' end as unit,
        case when is_estimated then planned_effort else planned_items end as planned,
        case when is_estimated then completed_effort else completed_items end as completed,
        case when is_estimated then completed_late_effort else completed_late_items end as completed_late,
        case when is_estimated then incomplete_effort else incomplete_items end as incomplete,
        numbered.say_do_ratio,
        avg(completed) over (
            partition by numbered.team_id order by position desc rows between 2 preceding and current row
        ) as average_of_3,
        abs(completed - lag(completed) over (partition by numbered.team_id order by position desc))
            as moving_range
    from numbered
    inner join units on numbered.team_id = units.team_id
),

shown as (
    from iterations
    where position <= 12
)

select
    team_id,
    case
        when count(*) over (partition by team_id, iteration_name) = 1 then iteration_name
        else iteration_name || ' (' || finish_date || ')'
    end as iteration_name,
    start_date,
    finish_date,
    unit,
    planned,
    completed,
    completed_late,
    incomplete,
    say_do_ratio,
    average_of_3,
    avg(completed) over (partition by team_id) as mean,
    greatest(0, mean - 2.66 * avg(moving_range) over (partition by team_id)) as lower_limit,
    mean + 2.66 * avg(moving_range) over (partition by team_id) as upper_limit
from shown
order by team_id, position desc
