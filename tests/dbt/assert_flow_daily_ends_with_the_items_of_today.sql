with

today as (

    select flow_daily.*
    from {{ ref('flow_daily') }} as flow_daily
    inner join {{ ref('stg_run__run_context') }} as run_context on flow_daily.date = run_context.as_of_date

),

items as (

    select
        team_id,
        lower(work_item_type) as type_key,
        count(case when state_category = 'Proposed' then 1 end) as proposed_items,
        count(case when state_category = 'InProgress' then 1 end) as in_progress_items,
        count(case when state_category = 'Resolved' then 1 end) as resolved_items,
        count(case when state_category = 'Completed' then 1 end) as completed_items,
        count(case when state_category = 'Removed' then 1 end) as removed_items,
        count(case when state_category = 'Unknown' then 1 end) as unknown_items
    from {{ ref('work_items') }}
    where team_id is not null and not is_deleted and backlog_level = 'requirement'
    group by
        team_id,
        lower(work_item_type)

)

select
    today.*,
    items.type_key
from today
full outer join items on today.team_id = items.team_id and lower(today.work_item_type) = items.type_key
where
    today.team_id is null
    or today.proposed_items <> coalesce(items.proposed_items, 0)
    or today.in_progress_items <> coalesce(items.in_progress_items, 0)
    or today.resolved_items <> coalesce(items.resolved_items, 0)
    or today.completed_items <> coalesce(items.completed_items, 0)
    or today.removed_items <> coalesce(items.removed_items, 0)
    or today.unknown_items <> coalesce(items.unknown_items, 0)
