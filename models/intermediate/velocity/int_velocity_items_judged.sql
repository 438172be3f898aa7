with

present as (

    select * from {{ ref('int_velocity_items_present') }}

),

measured as (

    select * from {{ ref('int_velocity_items_measured') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

categorized as (

    select
        measured.*,
        present.is_present_at_end,
        present.is_present_now,
        present.is_present_at_planning and measured.state_category_planned <> 'Removed' as is_planned,
        present.is_present_at_end and measured.state_category_end <> 'Removed' as is_kept,
        present.is_present_at_end and measured.state_category_end = 'Completed' as is_completed,
        position(
            ',' || measured.state_category_end || ','
            in ',' || run_context.velocity_incomplete_categories || ','
        ) > 0 as is_incomplete_category
    from measured
    cross join run_context
    inner join present
        on
            measured.team_id = present.team_id
            and measured.iteration_id = present.iteration_id
            and measured.work_item_id = present.work_item_id

),

judged as (

    select
        *,
        is_present_at_end
        and not is_completed
        and is_present_now
        and state_category_now = 'Completed' as is_completed_late
    from categorized

),

final as (

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
    from judged

)

select * from final
