with

remaining_items as (

    select * from {{ ref('int_item_snapshots') }}
    where not is_deleted and state_category not in ('Completed', 'Removed')

),

portfolio_items as (

    select * from remaining_items
    where backlog_level = 'portfolio'

),

remaining as (

    select
        snapshots.snapshot_number,
        remaining_items.work_item_id
    from remaining_items
    inner join {{ ref('int_snapshots') }} as snapshots
        on snapshots.snapshot_number between remaining_items.first_snapshot and remaining_items.last_snapshot
    where remaining_items.backlog_level = 'requirement'

),

final as (

    select
        remaining.snapshot_number,
        portfolio_items.work_item_id as portfolio_item_id,
        portfolio_items.is_selected,
        portfolio_items.team_id,
        portfolio_items.target_date,
        remaining.work_item_id
    from remaining
    inner join {{ ref('int_descendants') }} as descendants
        on
            remaining.work_item_id = descendants.descendant_id
            and remaining.snapshot_number between descendants.first_snapshot and descendants.last_snapshot
    inner join portfolio_items
        on
            descendants.ancestor_id = portfolio_items.work_item_id
            and remaining.snapshot_number between portfolio_items.first_snapshot and portfolio_items.last_snapshot

)

select * from final
