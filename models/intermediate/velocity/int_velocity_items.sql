with

judged as (

    select * from {{ ref('int_velocity_items_judged') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        judged.team_id,
        judged.iteration_id,
        judged.work_item_id,
        work_items.title,
        work_items.work_item_type,
        work_items.assigned_to_id,
        work_items.assigned_to_name,
        judged.is_planned,
        judged.is_completed,
        judged.is_completed_late,
        judged.is_incomplete,
        judged.is_added,
        judged.is_removed,
        judged.effort_planned,
        judged.effort_end,
        judged.effort_now,
        judged.state_end,
        judged.state_category_end,
        work_items.url
    from judged
    cross join run_context
    inner join work_items on judged.work_item_id = work_items.work_item_id
    where
        judged.is_planned
        or judged.is_completed
        or judged.is_completed_late
        or judged.is_incomplete
        or judged.is_added
        or judged.is_removed

)

select * from final
