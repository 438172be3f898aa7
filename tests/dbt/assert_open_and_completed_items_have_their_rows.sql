with

work_items as (

    select
        work_item_id,
        not is_deleted and state_category not in ('Completed', 'Removed') as is_open,
        not is_deleted and state_category = 'Completed' as is_completed
    from {{ ref('work_items') }}

)

select
    work_items.*,
    backlog_aging.work_item_id as open_id,
    cycle_times.work_item_id as completed_id
from work_items
full outer join {{ ref('backlog_aging') }} as backlog_aging on work_items.work_item_id = backlog_aging.work_item_id
full outer join {{ ref('cycle_times') }} as cycle_times on work_items.work_item_id = cycle_times.work_item_id
where
    coalesce(work_items.is_open, false) <> (backlog_aging.work_item_id is not null)
    or coalesce(work_items.is_completed, false) <> (cycle_times.work_item_id is not null)
