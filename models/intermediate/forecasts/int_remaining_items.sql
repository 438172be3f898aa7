with

snapshots as (

    select * from {{ ref('int_snapshots') }}

),

items as (

    select * from {{ ref('int_item_snapshots') }}
    where not is_deleted

),

remaining as (

    select
        snapshots.snapshot_number,
        items.*
    from items
    inner join snapshots on snapshots.snapshot_number between items.first_snapshot and items.last_snapshot
    where items.backlog_level = 'requirement' and items.state_category not in ('Completed', 'Removed')

),

linked as (

    select
        snapshot_number,
        predecessor_id as work_item_id
    from {{ ref('int_dependency_snapshots') }}
    union
    select
        snapshot_number,
        successor_id as work_item_id
    from {{ ref('int_dependency_snapshots') }}

),

-- The portfolio item through which an item has its place in the backlog is the nearest one above it.
ranked_ancestors as (

    select
        remaining.snapshot_number,
        remaining.work_item_id,
        portfolio_items.work_item_id as portfolio_id,
        portfolio_items.stack_rank,
        row_number() over (
            partition by remaining.snapshot_number, remaining.work_item_id
            order by descendants.depth, portfolio_items.work_item_id
        ) as nearness
    from remaining
    inner join {{ ref('int_descendants') }} as descendants
        on
            remaining.work_item_id = descendants.descendant_id
            and remaining.snapshot_number between descendants.first_snapshot and descendants.last_snapshot
    inner join items as portfolio_items
        on
            descendants.ancestor_id = portfolio_items.work_item_id
            and remaining.snapshot_number between portfolio_items.first_snapshot and portfolio_items.last_snapshot
    where portfolio_items.backlog_level = 'portfolio'

),

final as (

    select
        remaining.snapshot_number,
        remaining.work_item_id,
        remaining.team_id,
        coalesce(ranked_ancestors.portfolio_id, remaining.work_item_id) as portfolio_id,
        case
            when ranked_ancestors.portfolio_id is null then remaining.stack_rank else ranked_ancestors.stack_rank
        end as portfolio_rank,
        remaining.stack_rank as item_rank
    from remaining
    left join ranked_ancestors
        on
            remaining.snapshot_number = ranked_ancestors.snapshot_number
            and remaining.work_item_id = ranked_ancestors.work_item_id
            and ranked_ancestors.nearness = 1
    left join linked
        on
            remaining.snapshot_number = linked.snapshot_number
            and remaining.work_item_id = linked.work_item_id
    where ranked_ancestors.portfolio_id is not null or linked.work_item_id is not null

)

select * from final
