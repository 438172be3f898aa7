with shown as (
    select *
    from velocity
    where timeframe = 'past'
    qualify row_number() over (partition by team_id order by finish_date desc, iteration_id) <= 12
),

moving as (
    select
        *,
        abs(completed_effort - lag(completed_effort) over (partition by team_id order by finish_date, iteration_id))
            as moving_range
    from shown
)

select
    team_id,
    iteration_name,
    start_date,
    finish_date,
    planned_effort,
    completed_effort,
    completed_late_effort,
    incomplete_effort,
    completed_items,
    say_do_ratio,
    average_velocity_3,
    average_velocity_6,
    avg(completed_effort) over (partition by team_id) as mean_effort,
    greatest(0, mean_effort - 2.66 * avg(moving_range) over (partition by team_id)) as lower_limit,
    mean_effort + 2.66 * avg(moving_range) over (partition by team_id) as upper_limit
from moving
order by team_id, finish_date, iteration_id
