with

flow_daily as (

    select * from {{ ref('int_flow_daily') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        flow_daily.project_id,
        flow_daily.project_name,
        flow_daily.team_id,
        flow_daily.team_name,
        flow_daily.work_item_type,
        flow_daily.date,
        flow_daily.proposed_items,
        flow_daily.in_progress_items,
        flow_daily.resolved_items,
        flow_daily.completed_items,
        flow_daily.removed_items,
        flow_daily.unknown_items,
        flow_daily.arrivals,
        flow_daily.departures,
        flow_daily.throughput,
        flow_daily.wip,
        run_context.organization,
        run_context.as_of
    from flow_daily
    cross join run_context

)

select * from final
