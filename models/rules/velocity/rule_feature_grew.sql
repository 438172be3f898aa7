with

items as (

    select * from {{ ref('int_portfolio_progress') }}
    where is_open and not is_hidden_type

),

history as (

    select
        history.work_item_id,
        history.week_end_date,
        history.total_items as earlier_items,
        {{ dbt.datediff('history.week_end_date', 'run_context.as_of_date', 'day') }} as days_ago
    from {{ ref('int_portfolio_progress_history') }} as history
    cross join {{ ref('stg_run__run_context') }} as run_context
    where history.total_items > 0

),

-- The last week that was over `window_size` days ago.
measured as (

    select
        items.*,
        history.week_end_date,
        history.earlier_items,
        1.0 * items.total_items / history.earlier_items as growth_ratio
    from {{ with_thresholds('items', 'feature_grew', scope='work_item') }} as items
    inner join history
        on
            items.work_item_id = history.work_item_id
            and items.window_size <= history.days_ago
            and items.window_size + 7 > history.days_ago

)

select
    work_item_id,
    case when earlier_items >= minimum_count then {{ severity_by_threshold('growth_ratio', '>') }} end as severity,
    growth_ratio as metric_value,
    work_item_type || ' ' || work_item_id || ' has ' || {{ quantity('total_items', 'requirement') }}
    || '; at the end of ' || week_end_date || ' it had ' || earlier_items || '.' as reason,
    {{ json_of(['total_items', 'earlier_items', 'growth_ratio', 'week_end_date']) }} as evidence
from measured
