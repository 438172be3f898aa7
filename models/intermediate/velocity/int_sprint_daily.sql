with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

team_iterations as (

    select
        team_iterations.*,
        least(team_iterations.finish_date, run_context.as_of_date) as last_date
    from {{ ref('int_team_iterations') }} as team_iterations
    cross join run_context
    where team_iterations.timeframe in ('past', 'current')

),

-- Of each revision that is valid at the end of some day of the iteration, the first such day.
estimated as (

    select
        revisions.*,
        greatest(revisions.from_date, team_iterations.start_date) as first_date,
        team_iterations.last_date,
        {{ exact(effort_in('fields.other_fields', 'team_iterations.effort_field')) }} as effort
    from {{ ref('int_iteration_revisions') }} as revisions
    inner join team_iterations
        on revisions.team_id = team_iterations.team_id and revisions.iteration_id = team_iterations.iteration_id
    inner join {{ ref('stg_azure_devops__work_item_revisions') }} as fields
        on revisions.work_item_id = fields.work_item_id and revisions.rev = fields.rev
    where
        revisions.state_category <> 'Removed'
        and revisions.changed_at < team_iterations.end_at
        and revisions.from_date <= team_iterations.last_date
        and coalesce(revisions.until_date > greatest(revisions.from_date, team_iterations.start_date), true)

),

changes as (

    select
        team_id,
        iteration_id,
        first_date as date,
        state_category = 'Completed' as is_completed,
        1 as items,
        coalesce(effort, 0) as effort
    from estimated
    union all
    select
        team_id,
        iteration_id,
        until_date as date,
        state_category = 'Completed' as is_completed,
        -1 as items,
        -coalesce(effort, 0) as effort
    from estimated
    where until_date <= last_date

),

daily_changes as (

    select
        team_id,
        iteration_id,
        date,
        sum(items) as scope_items,
        sum(effort) as scope_effort,
        sum(case when is_completed then items end) as completed_items,
        sum(case when is_completed then effort end) as completed_effort
    from changes
    group by
        team_id,
        iteration_id,
        date

),

counts as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        days.calendar_date as date,
        coalesce(sum(daily_changes.scope_items) over so_far, 0) as scope_items,
        coalesce(sum(daily_changes.scope_effort) over so_far, 0) as scope_effort,
        coalesce(sum(daily_changes.completed_items) over so_far, 0) as completed_items,
        coalesce(sum(daily_changes.completed_effort) over so_far, 0) as completed_effort
    from team_iterations
    inner join {{ ref('stg_run__calendar_days') }} as days
        on days.calendar_date between team_iterations.start_date and team_iterations.last_date
    left join daily_changes
        on
            team_iterations.team_id = daily_changes.team_id
            and team_iterations.iteration_id = daily_changes.iteration_id
            and days.calendar_date = daily_changes.date
    window so_far as (
        partition by team_iterations.team_id, team_iterations.iteration_id order by days.calendar_date
    )

)

select
    team_id,
    iteration_id,
    date,
    cast(scope_items as bigint) as scope_items,
    cast(scope_effort as double) as scope_effort,
    cast(scope_items - completed_items as bigint) as remaining_items,
    cast(scope_effort - completed_effort as double) as remaining_effort,
    cast(completed_items as bigint) as completed_items,
    cast(completed_effort as double) as completed_effort
from counts
