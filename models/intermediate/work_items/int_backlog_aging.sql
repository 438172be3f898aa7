with

work_items as (

    select * from {{ ref('int_open_work_items') }}

),

bands as (

    select * from {{ ref('int_work_items_banded') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        work_items.work_item_id,
        work_items.project_id,
        work_items.project_name,
        work_items.team_id,
        work_items.team_name,
        work_items.work_item_type,
        work_items.backlog_level,
        work_items.title,
        work_items.state,
        work_items.state_category,
        work_items.assigned_to_id,
        work_items.assigned_to_name,
        work_items.iteration_path,
        work_items.area_path,
        work_items.priority,
        work_items.effort,
        work_items.parent_id,
        work_items.tags,
        work_items.created_at,
        work_items.started_at,
        work_items.state_since_at,
        work_items.last_meaningful_change_at,
        work_items.age_days,
        work_items.work_item_age_days,
        work_items.state_age_days,
        work_items.idle_days,
        bands.cycle_time_p50_days,
        bands.cycle_time_p85_days,
        bands.cycle_time_p95_days,
        bands.aging_band,
        work_items.url
    from work_items
    cross join run_context
    inner join bands on work_items.work_item_id = bands.work_item_id

)

select * from final
