with

open_items as (

    select * from {{ ref('int_open_work_items') }}

),

revisions as (

    select revisions.*
    from {{ ref('int_revisions') }} as revisions
    inner join open_items on revisions.work_item_id = open_items.work_item_id

),

iterations as (

    select * from {{ ref('int_iterations') }}
    where finish_date is not null

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

steps as (

    select
        work_item_id,
        changed_at,
        iteration_id,
        previous_state_category,
        lag(iteration_id) over in_order as previous_iteration_id,
        lag(is_deleted) over in_order as was_deleted
    from revisions
    window in_order as (partition by work_item_id order by rev)

),

final as (

    select
        steps.work_item_id,
        steps.previous_iteration_id as iteration_id,
        max(steps.changed_at) as moved_at
    from steps
    inner join iterations on steps.previous_iteration_id = iterations.iteration_id
    inner join calendar_days on iterations.finish_date = calendar_days.calendar_date
    where
        coalesce(steps.iteration_id <> steps.previous_iteration_id, true)
        and steps.changed_at >= calendar_days.ends_at
        and steps.previous_state_category not in ('Completed', 'Removed')
        and not steps.was_deleted
    group by
        steps.work_item_id,
        steps.previous_iteration_id

)

select * from final
