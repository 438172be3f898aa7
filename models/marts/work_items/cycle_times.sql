with

cycle_times as (

    select * from {{ ref('int_cycle_times') }}

),

dates as (

    select * from {{ ref('int_work_item_dates') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        cycle_times.work_item_id,
        cycle_times.project_id,
        cycle_times.project_name,
        cycle_times.team_id,
        cycle_times.team_name,
        cycle_times.work_item_type,
        cycle_times.title,
        cycle_times.effort,
        cycle_times.completed_at,
        dates.completed_date,
        cycle_times.started_at,
        cycle_times.created_at,
        dates.created_date,
        cycle_times.lead_time_days,
        cycle_times.cycle_time_days,
        cycle_times.active_days,
        cycle_times.wait_days,
        cycle_times.flow_efficiency,
        cycle_times.is_imported,
        cycle_times.reopened_count,
        cycle_times.state_changes,
        cycle_times.url,
        run_context.organization,
        run_context.as_of
    from cycle_times
    cross join run_context
    inner join dates on cycle_times.work_item_id = dates.work_item_id

)

select * from final
