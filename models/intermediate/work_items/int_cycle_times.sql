with

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and state_category = 'Completed'

),

timed as (

    select * from {{ ref('int_work_items_timed') }}

),

worked as (

    select * from {{ ref('int_work_items_worked') }}

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
        work_items.title,
        work_items.effort,
        work_items.created_at,
        timed.started_at,
        timed.category_since_at as completed_at,
        greatest({{ elapsed_days('work_items.created_at', 'timed.category_since_at') }}, 0) as lead_time_days,
        case
            when timed.started_at is not null
                then greatest({{ elapsed_days('timed.started_at', 'timed.category_since_at') }}, 0)
        end as cycle_time_days,
        coalesce(worked.active_days, 0) as active_days,
        coalesce(worked.wait_days, 0) as wait_days,
        worked.active_days / nullif(worked.active_days + worked.wait_days, 0) as flow_efficiency,
        timed.reopened_count,
        timed.state_changes,
        work_items.url
    from work_items
    cross join run_context
    inner join timed on work_items.work_item_id = timed.work_item_id
    left join worked on work_items.work_item_id = worked.work_item_id

)

select * from final
