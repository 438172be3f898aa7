with

measured as (

    select
        work_items.*,
        timed.reopened_count,
        timed.state_changes
    from {{ ref('int_work_items_described') }} as work_items
    inner join {{ ref('int_work_items_timed') }} as timed on work_items.work_item_id = timed.work_item_id
    where
        work_items.is_selected
        and not work_items.is_deleted
        and not work_items.is_hidden_type
        and timed.reopened_count > 0

)

select
    work_item_id,
    {{ severity_by_threshold('reopened_count', '>=') }} as severity,
    reopened_count as metric_value,
    work_item_type || ' ' || work_item_id || ' was completed and opened again ' || reopened_count
    || case when reopened_count = 1 then ' time' else ' times' end || '; now it is ' || state || '.' as reason,
    {{ json_of(['reopened_count', 'state_changes', 'state']) }} as evidence
from {{ with_thresholds('measured', 'reopened_repeatedly') }}
