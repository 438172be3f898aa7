with days as (
    select
        team_id,
        date,
        sum(proposed_items) as proposed,
        sum(in_progress_items) as in_progress,
        sum(resolved_items) as resolved,
        sum(completed_items) as completed
    from flow_daily
    where date > (select max(date) from flow_daily) - 91
    group by team_id, date
)

select
    team_id,
    date,
    proposed,
    in_progress,
    resolved,
    greatest(0, completed - first_value(completed) over (partition by team_id order by date)) as completed_since
from days
order by team_id, date
