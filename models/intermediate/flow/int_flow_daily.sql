with

counts as (

    select * from {{ ref('int_flow_days_counted') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

run_context as (

    select
        *,
        cast({{ dbt.dateadd('day', 1, 'as_of_date') }} as date) as next_date
    from {{ ref('stg_run__run_context') }}

),

-- Only here is there a row for every date; until here, one for every date that changes something.
days as (

    select
        counts.*,
        {{ explode_days('counts.from_date', 'coalesce(counts.until_date, run_context.next_date)') }} as date
    from counts
    cross join run_context

),

final as (

    select
        teams.project_id,
        teams.project_name,
        days.team_id,
        teams.team_name,
        days.work_item_type,
        days.date,
        cast(days.proposed_items as bigint) as proposed_items,
        cast(days.in_progress_items as bigint) as in_progress_items,
        cast(days.resolved_items as bigint) as resolved_items,
        cast(days.completed_items as bigint) as completed_items,
        cast(days.removed_items as bigint) as removed_items,
        cast(days.unknown_items as bigint) as unknown_items,
        cast(case when days.date = days.from_date then days.arrivals else 0 end as bigint) as arrivals,
        cast(case when days.date = days.from_date then days.departures else 0 end as bigint) as departures,
        cast(case when days.date = days.from_date then days.throughput else 0 end as bigint) as throughput,
        cast(days.in_progress_items + days.resolved_items as bigint) as wip
    from days
    inner join teams on days.team_id = teams.team_id

)

select * from final
