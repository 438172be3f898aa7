with

weekly_flow as (

    select * from {{ ref('int_weekly_flow') }}

),

cycle_times as (

    select * from {{ ref('int_weekly_cycle_times') }}

),

open_items as (

    select * from {{ ref('int_weekly_open_items') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        weekly_flow.project_id,
        weekly_flow.project_name,
        weekly_flow.team_id,
        weekly_flow.team_name,
        weekly_flow.work_item_type,
        weekly_flow.week_end_date,
        weekly_flow.throughput,
        weekly_flow.throughput_mean_4w,
        weekly_flow.wip,
        coalesce(open_items.blocked_items, 0) as blocked_items,
        weekly_flow.arrivals,
        weekly_flow.departures,
        case when cycle_times.completed_items >= 10 then cycle_times.cycle_time_p50_days end as cycle_time_p50_days,
        case when cycle_times.completed_items >= 10 then cycle_times.cycle_time_p85_days end as cycle_time_p85_days,
        case when cycle_times.completed_items >= 10 then cycle_times.cycle_time_p95_days end as cycle_time_p95_days,
        case when open_items.started_items >= 10 then open_items.wip_age_p85_days end as wip_age_p85_days,
        cycle_times.flow_efficiency,
        weekly_flow.throughput_mean,
        weekly_flow.throughput_lower_limit,
        weekly_flow.throughput_upper_limit,
        weekly_flow.is_throughput_signal,
        run_context.organization,
        run_context.as_of
    from weekly_flow
    cross join run_context
    left join cycle_times
        on
            weekly_flow.team_id = cycle_times.team_id
            and lower(weekly_flow.work_item_type) = cycle_times.type_key
            and weekly_flow.week_end_date = cycle_times.week_end_date
    left join open_items
        on
            weekly_flow.team_id = open_items.team_id
            and lower(weekly_flow.work_item_type) = open_items.type_key
            and weekly_flow.week_end_date = open_items.week_end_date

)

select * from final
