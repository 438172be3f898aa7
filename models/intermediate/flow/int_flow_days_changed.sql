with

revisions as (

    select * from {{ ref('int_requirement_revisions') }}

),

came as (

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

),

went as (

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

),

-- Every type of a team is reported from the team's first date on.
opened as (

    select
        team_id,
        work_item_type,
        min(min(from_date)) over (partition by team_id) as date,
        cast(null as string) as state_category,
        0 as change,
        0 as arrivals,
        0 as departures,
        0 as throughput
    from revisions
    group by
        team_id,
        work_item_type

),

changes as (

    select * from came
    union all
    select * from went
    union all
    select * from opened

),

final as (

    select
        team_id,
        work_item_type,
        date,
        sum(case when state_category = 'Proposed' then change else 0 end) as proposed_change,
        sum(case when state_category = 'InProgress' then change else 0 end) as in_progress_change,
        sum(case when state_category = 'Resolved' then change else 0 end) as resolved_change,
        sum(case when state_category = 'Completed' then change else 0 end) as completed_change,
        sum(case when state_category = 'Removed' then change else 0 end) as removed_change,
        sum(case when state_category = 'Unknown' then change else 0 end) as unknown_change,
        sum(arrivals) as arrivals,
        sum(departures) as departures,
        sum(throughput) as throughput
    from changes
    group by
        team_id,
        work_item_type,
        date

)

select * from final
