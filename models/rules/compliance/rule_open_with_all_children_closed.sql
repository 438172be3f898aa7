with

measured as (

    select
        parents.*,
        children.all_children,
        children.completed_children,
        children.last_closed_at,
        children.child_ids,
        {{ elapsed_days('children.last_closed_at', 'run_context.as_of') }} as finished_days
    from {{ ref('int_open_work_items') }} as parents
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('int_child_counts') }} as children on parents.work_item_id = children.work_item_id
    where not parents.is_hidden_type and children.open_children = 0 and children.completed_children > 0

)

select
    work_item_id,
    {{ severity_by_threshold('finished_days', '>=') }} as severity,
    finished_days as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' without open children ('
    || completed_children || ' of ' || all_children || ' completed); the last one was closed '
    || {{ quantity(full_days('finished_days'), 'day') }} || ' ago.' as reason,
    {{ json_of(['finished_days', 'all_children', 'completed_children', 'last_closed_at']) }} as evidence,
    child_ids as evidence_ids
from {{ with_thresholds('measured', 'open_with_all_children_closed', scope='work_item') }}
