with

dated as (

    select
        work_items.*,
        run_context.as_of_date,
        {{ local_date('work_items.target_at', 'target_days') }} as target_date
    from {{ ref('int_open_work_items') }} as work_items
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('stg_run__calendar_days') }} as target_days
        on cast(work_items.target_at as date) = target_days.calendar_date
    where not work_items.is_hidden_type

),

measured as (

    select
        *,
        {{ dbt.datediff('target_date', 'as_of_date', 'day') }} as overdue_days
    from dated

)

select
    work_item_id,
    case when overdue_days > 0 then 'medium' end as severity,
    overdue_days as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' ' || {{ quantity('overdue_days', 'day') }}
    || ' after its target date, ' || target_date || '.' as reason,
    {{ json_of(['state', 'target_date', 'overdue_days']) }} as evidence
from measured
