with

items as (

    select * from {{ ref('int_iteration_items') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

categorized as (

    select
        items.*,
        items.is_present_at_planning and items.state_category_planned <> 'Removed' as is_planned,
        items.is_present_at_end and items.state_category_end <> 'Removed' as is_kept,
        items.is_present_at_end and items.state_category_end = 'Completed' as is_completed,
        position(
            ',' || items.state_category_end || ',' in ',' || run_context.velocity_incomplete_categories || ','
        ) > 0 as is_incomplete_category
    from items
    cross join run_context

),

completed as (

    select
        *,
        is_present_at_end
        and not is_completed
        and is_present_now
        and state_category_now = 'Completed' as is_completed_late
    from categorized

),

measured as (

    select
        team_id,
        iteration_id,
        work_item_id,
        is_planned,
        is_completed,
        is_completed_late,
        is_kept and not is_completed and not is_completed_late and is_incomplete_category as is_incomplete,
        is_kept and not is_planned as is_added,
        is_planned and not is_kept as is_removed,
        effort_planned,
        effort_end,
        effort_now,
        state_end,
        state_category_end
    from completed

),

final as (

    select * from measured
    where is_planned or is_completed or is_completed_late or is_incomplete or is_added or is_removed

)

select * from final
