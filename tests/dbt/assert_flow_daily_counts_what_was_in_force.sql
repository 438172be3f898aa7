-- The running counts against their definition, at the end of the day 28 days ago.
with

that_day as (

    select calendar_days.*
    from {{ ref('stg_run__calendar_days') }} as calendar_days
    inner join {{ ref('stg_run__run_context') }} as run_context
        on calendar_days.calendar_date = cast({{ dbt.dateadd('day', -28, 'run_context.as_of_date') }} as date)

),

counted as (

    select flow_daily.*
    from {{ ref('flow_daily') }} as flow_daily
    inner join that_day on flow_daily.date = that_day.calendar_date

),

in_force as (

    select
        revisions.team_id,
        revisions.defined_type as work_item_type,
        count(*) as all_items,
        count(case when revisions.state_category = 'Proposed' then 1 end) as proposed_items,
        count(case when revisions.state_category = 'Completed' then 1 end) as completed_items,
        count(case when revisions.state_category in ('InProgress', 'Resolved') then 1 end) as wip
    from {{ ref('int_owned_revisions') }} as revisions
    inner join that_day on {{ is_valid_before('revisions', 'that_day.ends_at') }}
    where
        revisions.team_id is not null
        and revisions.is_selected
        and not revisions.is_deleted
        and revisions.backlog_level = 'requirement'
    group by
        revisions.team_id,
        revisions.defined_type

)

select
    counted.*,
    in_force.all_items
from counted
full outer join in_force on counted.team_id = in_force.team_id and counted.work_item_type = in_force.work_item_type
where
    counted.team_id is null
    or counted.proposed_items <> coalesce(in_force.proposed_items, 0)
    or counted.completed_items <> coalesce(in_force.completed_items, 0)
    or counted.wip <> coalesce(in_force.wip, 0)
    or counted.proposed_items + counted.wip + counted.completed_items + counted.removed_items + counted.unknown_items
    <> coalesce(in_force.all_items, 0)
