select
    work_item_id,
    {{ severity_by_threshold('idle_days', '>=') }} as severity,
    idle_days as metric_value,
    work_item_type || ' ' || work_item_id || ' has been in ' || state || ' for '
    || {{ quantity(full_days('idle_days'), 'day') }} || ' without a meaningful change.' as reason,
    {{ json_of(['idle_days', 'last_meaningful_change_at', 'state']) }} as evidence
from {{ with_thresholds(ref('int_open_work_items'), 'zombie', scope='work_item') }}
where state_category = 'Proposed' and not is_hidden_type
