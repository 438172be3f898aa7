with

last_changes as (

    select
        work_item_id,
        max(changed_at) as last_change_at
    from {{ ref('int_revision_changes') }}
    where is_change_of_content
    group by work_item_id

),

measured as (

    select
        work_items.*,
        work_items.category_since_at as completed_at,
        last_changes.last_change_at,
        {{ elapsed_days('work_items.category_since_at', 'last_changes.last_change_at') }} as changed_after_days
    from {{ ref('int_work_items') }} as work_items
    inner join last_changes on work_items.work_item_id = last_changes.work_item_id
    where
        work_items.is_selected
        and not work_items.is_deleted
        and not work_items.is_hidden_type
        and work_items.state_category = 'Completed'

)

select
    work_item_id,
    {{ severity_by_threshold('changed_after_days', '>') }} as severity,
    changed_after_days as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' and was last changed '
    || round(changed_after_days, 1) || ' days after its completion.' as reason,
    {{ json_of(['changed_after_days', 'completed_at', 'last_change_at', 'state']) }} as evidence
from {{ with_thresholds('measured', 'changed_after_close', scope='work_item') }}
