select work_item_id
from {{ ref('cycle_times') }}
where
    lead_time_days < 0
    or cycle_time_days < 0
    or active_days < 0
    or wait_days < 0
    or flow_efficiency not between 0 and 1
union all
select work_item_id
from {{ ref('backlog_aging') }}
where
    age_days < 0
    or work_item_age_days < 0
    or state_age_days < 0
    or idle_days < 0
union all
select work_item_id
from {{ ref('state_spells') }}
where days < 0
union all
select work_item_id
from {{ ref('blocked_spells') }}
where days < 0
