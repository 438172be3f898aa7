with

changes as (

    select * from {{ ref('int_progress_changes') }}

),

levels as (

    select
        work_item_id,
        snapshot_number,
        lead(snapshot_number) over so_far as next_snapshot,
        sum(total_items) over so_far as total_items,
        sum(completed_items) over so_far as completed_items,
        sum(in_progress_items) over so_far as in_progress_items,
        sum(total_effort) over so_far as total_effort,
        sum(completed_effort) over so_far as completed_effort
    from changes
    window so_far as (partition by work_item_id order by snapshot_number)

),

weeks as (

    select
        items.work_item_id,
        items.project_id,
        items.team_id,
        snapshots.snapshot_number,
        snapshots.week_end_date
    from {{ ref('int_item_snapshots') }} as items
    inner join {{ ref('int_snapshots') }} as snapshots
        on snapshots.snapshot_number between items.first_snapshot and items.last_snapshot
    where
        items.is_selected
        and items.backlog_level = 'portfolio'
        and not items.is_deleted
        and items.state_category <> 'Removed'
        and not snapshots.is_present

),

counted as (

    select
        weeks.*,
        coalesce(levels.total_items, 0) as total_items,
        coalesce(levels.completed_items, 0) as completed_items,
        coalesce(levels.in_progress_items, 0) as in_progress_items,
        coalesce(levels.total_effort, 0) as total_effort,
        coalesce(levels.completed_effort, 0) as completed_effort,
        coalesce(changes.added_items, 0) as added_items,
        coalesce(changes.completed_in_week, 0) as completed_in_week
    from weeks
    left join levels
        on
            weeks.work_item_id = levels.work_item_id
            and weeks.snapshot_number >= levels.snapshot_number
            and weeks.snapshot_number < coalesce(levels.next_snapshot, weeks.snapshot_number + 1)
    left join changes
        on weeks.work_item_id = changes.work_item_id and weeks.snapshot_number = changes.snapshot_number

),

final as (

    select
        work_item_id,
        week_end_date,
        project_id,
        team_id,
        cast(total_items as bigint) as total_items,
        cast(completed_items as bigint) as completed_items,
        cast(in_progress_items as bigint) as in_progress_items,
        cast(total_items - completed_items - in_progress_items as bigint) as not_started_items,
        cast(total_items - completed_items as bigint) as remaining_items,
        cast(total_effort as double) as total_effort,
        cast(completed_effort as double) as completed_effort,
        100.0 * completed_items / nullif(total_items, 0) as percent_complete,
        added_items,
        completed_in_week
    from counted

)

select * from final
