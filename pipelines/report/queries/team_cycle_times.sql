with shown as (
    select *
    from cycle_times
    where
        completed_at > (select max(as_of) from runs) - interval 84 days
        and team_id is not null
        and not is_imported
        and work_item_type in (select work_item_type from flow_history)
    qualify row_number() over (partition by team_id order by completed_at desc) <= 400
)

select
    team_id,
    completed_at,
    cycle_time_days,
    work_item_id,
    work_item_type,
    quantile_cont(cycle_time_days, 0.5) over (partition by team_id) as p50_days,
    quantile_cont(cycle_time_days, 0.85) over (partition by team_id) as p85_days,
    quantile_cont(cycle_time_days, 0.95) over (partition by team_id) as p95_days,
    url
from shown
order by team_id, completed_at
