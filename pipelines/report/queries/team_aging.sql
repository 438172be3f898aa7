select
    team_id,
    work_item_id,
    title,
    work_item_type,
    state,
    assigned_to_name,
    work_item_age_days,
    state_age_days,
    cycle_time_p50_days,
    cycle_time_p85_days,
    cycle_time_p95_days,
    case
        when cycle_time_p85_days is null then 'no percentiles'
        when work_item_age_days > cycle_time_p95_days then 'above 95 %'
        when work_item_age_days > cycle_time_p85_days then 'above 85 %'
        when work_item_age_days > cycle_time_p50_days then 'above 50 %'
        else 'usual'
    end as band,
    url
from backlog_aging
where
    state_category in ('InProgress', 'Resolved')
    and backlog_level = 'requirement'
    and team_id is not null
order by team_id, work_item_age_days desc, work_item_id
