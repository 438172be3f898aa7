with

days as (

    select
        date,
        project_id,
        team_id,
        sum(arrivals) as arrivals,
        sum(departures) as departures,
        sum(throughput) as throughput,
        sum(wip) as wip
    from {{ ref('int_flow_daily') }}
    group by
        date,
        project_id,
        team_id

),

weeks as (

    select
        weekly_flow.week_end_date as date,
        weekly_flow.project_id,
        weekly_flow.team_id,
        sum(coalesce(open_items.blocked_items, 0)) as blocked_items
    from {{ ref('int_weekly_flow') }} as weekly_flow
    left join {{ ref('int_weekly_open_items') }} as open_items
        on
            weekly_flow.team_id = open_items.team_id
            and lower(weekly_flow.work_item_type) = open_items.type_key
            and weekly_flow.week_end_date = open_items.week_end_date
    group by
        weekly_flow.week_end_date,
        weekly_flow.project_id,
        weekly_flow.team_id

),

final as (

    {{ metric_rows('days', {
        'throughput': 'throughput',
        'arrivals': 'arrivals',
        'departures': 'departures',
        'wip': 'wip',
    }) }}
    union all
    {{ metric_rows('weeks', {'blocked_items': 'blocked_items'}) }}

)

select * from final
