with weeks as (
    select
        team_id,
        week_end_date,
        sum(throughput) as throughput
    from flow_history
    where week_end_date > (select max(week_end_date) from flow_history) - 26 * 7
    group by team_id, week_end_date
),

moving as (
    select
        *,
        abs(throughput - lag(throughput) over (partition by team_id order by week_end_date)) as moving_range
    from weeks
)

select
    team_id,
    week_end_date,
    throughput,
    avg(throughput) over (partition by team_id) as mean,
    greatest(0, mean - 2.66 * avg(moving_range) over (partition by team_id)) as lower_limit,
    mean + 2.66 * avg(moving_range) over (partition by team_id) as upper_limit,
    throughput > upper_limit or throughput < lower_limit as is_signal
from moving
order by team_id, week_end_date
