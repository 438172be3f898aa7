with

linked as (

    select
        work_items.*,
        work_items.category_since_at as completed_at,
        code.first_code_link_at,
        {{ elapsed_days('work_items.category_since_at', 'code.first_code_link_at') }} as linked_after_days
    from {{ ref('int_work_items') }} as work_items
    inner join {{ ref('int_code_links') }} as code on work_items.work_item_id = code.work_item_id
    where
        work_items.is_selected
        and not work_items.is_deleted
        and not work_items.is_hidden_type
        and work_items.state_category = 'Completed'
        and code.is_read
        and code.first_code_link_at is not null

)

select
    work_item_id,
    {{ severity_by_threshold('linked_after_days', '>') }} as severity,
    linked_after_days as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' and was first linked to code '
    || round(linked_after_days, 1) || ' days after its completion.' as reason,
    {{ json_of(['linked_after_days', 'completed_at', 'first_code_link_at']) }} as evidence
from {{ with_thresholds('linked', 'code_linked_after_close', scope='work_item') }}
