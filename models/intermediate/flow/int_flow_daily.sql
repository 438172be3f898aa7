with

revisions as (

    select * from {{ ref('int_requirement_revisions') }}

),

run_context as (

    select cast({{ dbt.dateadd('day', 1, 'as_of_date') }} as date) as next_date
    from {{ ref('stg_run__run_context') }}

),

-- Every type of a team is counted from the team's first date.
changes as (

    select
        team_id,
        work_item_type,
        from_date as date,
        state_category,
        case when is_valid_at_day_end then 1 else 0 end as change,
        case when is_arrival then 1 else 0 end as arrivals,
        case when is_departure then 1 else 0 end as departures,
        case when is_completion then 1 else 0 end as throughput
    from revisions
    union all
    select
        team_id,
        work_item_type,
        until_date as date,
        state_category,
        -1 as change,
        0 as arrivals,
        0 as departures,
        0 as throughput
    from revisions
    where is_valid_at_day_end and until_date is not null
    union all
    select
        team_id,
        work_item_type,
        min(min(from_date)) over (partition by team_id) as date,
        null as state_category,
        0 as change,
        0 as arrivals,
        0 as departures,
        0 as throughput
    from revisions
    group by
        team_id,
        work_item_type

),

-- One row per date with changes, with the counts at its end.
counts as (

    select
        team_id,
        work_item_type,
        date as from_date,
        lead(date) over so_far as until_date,
        sum(sum(case when state_category = 'Proposed' then change else 0 end)) over so_far as proposed_items,
        sum(sum(case when state_category = 'InProgress' then change else 0 end)) over so_far as in_progress_items,
        sum(sum(case when state_category = 'Resolved' then change else 0 end)) over so_far as resolved_items,
        sum(sum(case when state_category = 'Completed' then change else 0 end)) over so_far as completed_items,
        sum(sum(case when state_category = 'Removed' then change else 0 end)) over so_far as removed_items,
        sum(sum(case when state_category = 'Unknown' then change else 0 end)) over so_far as unknown_items,
        sum(arrivals) as arrivals,
        sum(departures) as departures,
        sum(throughput) as throughput
    from changes
    group by
        team_id,
        work_item_type,
        date
    window so_far as (partition by team_id, work_item_type order by date)

),

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
    inner join {{ ref('int_teams') }} as teams on days.team_id = teams.team_id

)

select * from final
