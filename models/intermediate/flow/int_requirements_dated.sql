with

revisions as (

    select * from {{ ref('int_revisions_owned') }}

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

changes as (

    select
        revisions.work_item_id,
        revisions.rev,
        {{ local_date('revisions.changed_at', 'calendar_days') }} as changed_date,
        coalesce(revisions.previous_state_category, '') as left_category,
        revisions.state_category as entered_category
    from revisions
    inner join calendar_days on cast(revisions.changed_at as date) = calendar_days.calendar_date

),

-- `changed_at` need not grow with `rev`: the greatest `rev` so far is in force at the end of a day.
days as (

    select
        work_item_id,
        changed_date as from_date,
        lead(changed_date) over (partition by work_item_id order by changed_date) as until_date,
        max(max(rev)) over (partition by work_item_id order by changed_date) as rev,
        count(
            case when left_category = 'Proposed' and entered_category in ('InProgress', 'Resolved') then 1 end
        ) as arrivals,
        count(
            case
                when
                    left_category not in ('Completed', 'Removed') and entered_category in ('Completed', 'Removed')
                    then 1
            end
        ) as departures,
        count(case when left_category <> 'Completed' and entered_category = 'Completed' then 1 end) as throughput
    from changes
    group by
        work_item_id,
        changed_date

),

final as (

    select
        days.work_item_id,
        days.from_date,
        days.until_date,
        revisions.team_id,
        revisions.defined_type as work_item_type,
        revisions.state_category,
        days.arrivals,
        days.departures,
        days.throughput
    from days
    inner join revisions on days.work_item_id = revisions.work_item_id and days.rev = revisions.rev
    where
        revisions.team_id is not null
        and revisions.is_selected
        and not revisions.is_deleted
        and revisions.backlog_level = 'requirement'

)

select * from final
