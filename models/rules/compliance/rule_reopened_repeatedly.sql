select
    work_item_id,
    {{ severity_by_threshold('reopened_count', '>=') }} as severity,
    reopened_count as metric_value,
    work_item_type || ' ' || work_item_id || ' was completed and reopened '
    || {{ quantity('reopened_count', 'time') }} || '; it is now ' || state || '.' as reason,
    {{ json_of(['reopened_count', 'state_changes', 'state']) }} as evidence
from {{ with_thresholds(ref('int_work_items'), 'reopened_repeatedly', scope='work_item') }}
where is_selected and not is_deleted and not is_hidden_type and reopened_count > 0
