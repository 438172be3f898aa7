with

snapshots as (

    select * from {{ ref('int_snapshots') }}

),

-- Whether anything remains of a portfolio item, the forecast counts.
portfolio_items as (

    select
        snapshots.snapshot_number,
        'portfolio_item' as subject_type,
        cast(items.work_item_id as string) as subject_uid,
        items.work_item_id,
        items.team_id,
        cast(null as string) as iteration_id,
        items.target_date,
        cast(null as date) as until_date,
        cast(null as bigint) as remaining_items
    from {{ ref('int_item_snapshots') }} as items
    inner join snapshots on snapshots.snapshot_number between items.first_snapshot and items.last_snapshot
    where
        items.backlog_level = 'portfolio'
        and items.is_selected
        and not items.is_deleted
        and items.state_category not in ('Completed', 'Removed')

),

open_items as (

    select
        snapshots.snapshot_number,
        items.team_id,
        revisions.iteration_id
    from {{ ref('int_item_snapshots') }} as items
    inner join snapshots on snapshots.snapshot_number between items.first_snapshot and items.last_snapshot
    inner join {{ ref('int_revisions') }} as revisions
        on items.work_item_id = revisions.work_item_id and items.rev = revisions.rev
    where
        items.backlog_level = 'requirement'
        and items.is_selected
        and not items.is_deleted
        and items.state_category not in ('Completed', 'Removed')

),

open_counts as (

    select
        snapshot_number,
        team_id,
        iteration_id,
        count(*) as remaining_items
    from open_items
    where team_id is not null
    group by
        snapshot_number,
        team_id,
        iteration_id

),

-- A team is forecast from its first requirement.
first_dates as (

    select
        team_id,
        min(from_date) as first_date
    from {{ ref('int_requirement_revisions') }}
    group by team_id

),

team_snapshots as (

    select
        snapshots.snapshot_number,
        snapshots.next_date,
        first_dates.team_id
    from snapshots
    inner join first_dates on snapshots.next_date > first_dates.first_date

),

iterations as (

    select
        team_snapshots.snapshot_number,
        'iteration' as subject_type,
        team_snapshots.team_id || '/' || iterations.iteration_id as subject_uid,
        cast(null as bigint) as work_item_id,
        team_snapshots.team_id,
        iterations.iteration_id,
        iterations.finish_date as target_date,
        iterations.finish_date as until_date,
        coalesce(open_counts.remaining_items, 0) as remaining_items
    from team_snapshots
    inner join {{ ref('int_team_iterations') }} as iterations
        on
            team_snapshots.team_id = iterations.team_id
            and team_snapshots.next_date between iterations.start_date and iterations.finish_date
    left join open_counts
        on
            team_snapshots.snapshot_number = open_counts.snapshot_number
            and team_snapshots.team_id = open_counts.team_id
            and iterations.iteration_id = open_counts.iteration_id

),

team_subjects as (

    select
        team_snapshots.snapshot_number,
        'team' as subject_type,
        team_snapshots.team_id as subject_uid,
        cast(null as bigint) as work_item_id,
        team_snapshots.team_id,
        cast(null as string) as iteration_id,
        cast(null as date) as target_date,
        cast({{ dbt.dateadd('day', 29, 'team_snapshots.next_date') }} as date) as until_date,
        cast(coalesce(sum(open_counts.remaining_items), 0) as bigint) as remaining_items
    from team_snapshots
    left join open_counts
        on
            team_snapshots.snapshot_number = open_counts.snapshot_number
            and team_snapshots.team_id = open_counts.team_id
    group by
        team_snapshots.snapshot_number,
        team_snapshots.next_date,
        team_snapshots.team_id

),

final as (

    select * from portfolio_items
    union all
    select * from iterations
    union all
    select * from team_subjects

)

select * from final
