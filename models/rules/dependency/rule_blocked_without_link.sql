with

predecessors as (

    select
        successor_id as work_item_id,
        count(*) as open_predecessors
    from {{ ref('int_dependencies') }}
    where is_predecessor_open and not is_remote
    group by successor_id

),

measured as (

    select
        work_items.*,
        blocked.blocked_since_at,
        {{ elapsed_days('blocked.blocked_since_at', 'run_context.as_of') }} as blocked_days,
        coalesce(predecessors.open_predecessors, 0) as open_predecessors
    from {{ ref('int_open_work_items') }} as work_items
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('int_work_items_blocked') }} as blocked on work_items.work_item_id = blocked.work_item_id
    left join predecessors on work_items.work_item_id = predecessors.work_item_id
    where not work_items.is_hidden_type

)

select
    work_item_id,
    case when open_predecessors = 0 then {{ severity_by_threshold('blocked_days', '>=') }} end as severity,
    blocked_days as metric_value,
    work_item_type || ' ' || work_item_id || ' has been blocked for '
    || {{ quantity(full_days('blocked_days'), 'day') }} || ' and has '
    || {{ quantity('open_predecessors', 'open predecessor') }} || '.' as reason,
    {{ json_of(['blocked_days', 'blocked_since_at', 'state', 'tags']) }} as evidence
from {{ with_thresholds('measured', 'blocked_without_link', scope='work_item') }}
