select
    work_item_id,
    cycle_time_p50_days,
    cycle_time_p85_days,
    cycle_time_p95_days
from {{ ref('backlog_aging') }}
where
    cycle_time_p50_days > cycle_time_p85_days
    or cycle_time_p85_days > cycle_time_p95_days
    or (cycle_time_p50_days is null) <> (cycle_time_p95_days is null)
