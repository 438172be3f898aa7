with

work_items as (

    select * from {{ ref('int_open_work_items') }}

),

bands as (

    select * from {{ ref('int_aging_bands') }}

),

dates as (

    select * from {{ ref('int_work_item_dates') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

completed_items as (

    select
        cycle_times.team_id,
        cycle_times.type_key,
        cycle_times.cycle_time_days
    from {{ ref('int_cycle_times') }} as cycle_times
    cross join run_context
    where
        cycle_times.team_id is not null
        and cycle_times.cycle_time_days is not null
        and not cycle_times.is_imported
        and {{ elapsed_days('cycle_times.completed_at', 'run_context.as_of') }} <= 180

),

ranked as (

    select
        *,
        {{ group_ranks('cycle_time_days', 'team_id, type_key') }}
    from completed_items

),

percentiles as (

    select
        team_id,
        type_key,
        {{ percentile_of_ranks('cycle_time_days', 50) }} as cycle_time_p50_days,
        {{ percentile_of_ranks('cycle_time_days', 85) }} as cycle_time_p85_days,
        {{ percentile_of_ranks('cycle_time_days', 95) }} as cycle_time_p95_days
    from ranked
    group by
        team_id,
        type_key
    having count(*) >= 10

),

final as (

    select
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
        dates.created_date,
        work_items.started_at,
        work_items.state_since_at,
        work_items.last_meaningful_change_at,
        work_items.age_days,
        work_items.work_item_age_days,
        work_items.state_age_days,
        work_items.idle_days,
        percentiles.cycle_time_p50_days,
        percentiles.cycle_time_p85_days,
        percentiles.cycle_time_p95_days,
        bands.aging_band,
        work_items.url,
        run_context.organization,
        run_context.as_of
    from work_items
    cross join run_context
    inner join dates on work_items.work_item_id = dates.work_item_id
    inner join bands on work_items.work_item_id = bands.work_item_id
    left join percentiles
        on work_items.team_id = percentiles.team_id and work_items.type_key = percentiles.type_key

)

select * from final
