with

items as (

    select * from {{ ref('int_velocity_items') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

velocity as (

    select * from {{ ref('int_velocity') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        velocity.project_id,
        velocity.project_name,
        items.team_id,
        velocity.team_name,
        items.iteration_id,
        items.team_id || '/' || items.iteration_id as team_iteration_id,
        velocity.iteration_name,
        items.work_item_id,
        work_items.title,
        work_items.work_item_type,
        work_items.assigned_to_id,
        work_items.assigned_to_name,
        items.is_planned,
        items.is_completed,
        items.is_completed_late,
        items.is_incomplete,
        items.is_added,
        items.is_removed,
        items.effort_planned,
        items.effort_end,
        items.effort_now,
        items.state_end,
        items.state_category_end,
        work_items.url,
        run_context.organization,
        run_context.as_of
    from items
    cross join run_context
    inner join velocity
        on items.team_id = velocity.team_id and items.iteration_id = velocity.iteration_id
    inner join work_items on items.work_item_id = work_items.work_item_id

)

select * from final
