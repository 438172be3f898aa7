with

rollovers as (

    select
        work_item_id,
        count(*) as rollovers,
        {{ sorted_ids('iteration_id') }} as iteration_ids,
        max(moved_at) as last_moved_at
    from {{ ref('int_work_items_rolled_over') }}
    group by work_item_id

),

measured as (

    select
        work_items.*,
        coalesce(rollovers.rollovers, 0) as rollovers,
        rollovers.iteration_ids,
        rollovers.last_moved_at
    from {{ ref('int_open_work_items') }} as work_items
    left join rollovers on work_items.work_item_id = rollovers.work_item_id
    where not work_items.is_hidden_type

)

select
    work_item_id,
    {{ severity_by_threshold('rollovers', '>=') }} as severity,
    rollovers as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' and was rolled over from '
    || {{ quantity('rollovers', 'ended iteration') }} || '.' as reason,
    {{ json_of(['rollovers', 'last_moved_at', 'iteration_path', 'state']) }} as evidence,
    iteration_ids as evidence_ids
from {{ with_thresholds('measured', 'repeated_rollover', scope='work_item') }}
