select
    work_item_id,
    case when coalesce(assigned_to_id, assigned_to_name) is null then 'medium' end as severity,
    work_item_type || ' ' || work_item_id || ' has been in ' || state || ' for '
    || {{ quantity(full_days('state_age_days'), 'day') }} || ' without an assignee.' as reason,
    {{ json_of(['state', 'state_age_days', 'started_at']) }} as evidence
from {{ ref('int_open_work_items') }}
where state_category in ('InProgress', 'Resolved') and not is_hidden_type
