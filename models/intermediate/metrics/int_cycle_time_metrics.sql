with

completed_items as (

    select
        dates.completed_date as date,
        {{ month_end('dates.completed_date') }} as month_end_date,
        run_context.as_of_date,
        cycle_times.project_id,
        coalesce(cycle_times.team_id, '') as team_id,
        case when not cycle_times.is_imported then cycle_times.cycle_time_days end as cycle_time_days,
        case when not cycle_times.is_imported then cycle_times.active_days end as active_days,
        case when not cycle_times.is_imported then cycle_times.active_days + cycle_times.wait_days end as flow_days
    from {{ ref('int_cycle_times') }} as cycle_times
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('int_work_items') }} as work_items on cycle_times.work_item_id = work_items.work_item_id
    inner join {{ ref('int_work_item_dates') }} as dates on cycle_times.work_item_id = dates.work_item_id
    where work_items.backlog_level = 'requirement'

),

days as (

    select
        date,
        project_id,
        team_id,
        count(*) as completed_items,
        cast(sum({{ exact('active_days') }}) as double) as active_days,
        cast(sum({{ exact('flow_days') }}) as double) as flow_days
    from completed_items
    group by
        date,
        project_id,
        team_id

),

-- Percentiles of teams do not add up: projects and the organization have percentiles of their own.
months as (

    select
        month_end_date as date,
        case when grouping(project_id) = 0 then project_id else 'all' end as project_id,
        case when grouping(team_id) = 0 then team_id else 'all' end as team_id,
        percentile_cont(0.5) within group (order by cycle_time_days) as cycle_time_p50_days,
        percentile_cont(0.85) within group (order by cycle_time_days) as cycle_time_p85_days
    from completed_items
    where
        cycle_time_days is not null
        and month_end_date < as_of_date
    group by grouping sets ((month_end_date, project_id, team_id), (month_end_date, project_id), (month_end_date))
    having count(*) >= 10

),

final as (

    {{ metric_rows('days', {
        'completed_items': 'completed_items',
        'flow_efficiency': ['active_days', 'flow_days'],
    }) }}
    union all
    {{ metric_rows('months', {
        'cycle_time_p50': 'cycle_time_p50_days',
        'cycle_time_p85': 'cycle_time_p85_days',
    }) }}

)

select * from final
