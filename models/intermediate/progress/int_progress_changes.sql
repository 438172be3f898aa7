with

ancestors as (

    select
        revisions.work_item_id,
        min(revisions.first_snapshot) as first_snapshot
    from {{ ref('int_revision_snapshots') }} as revisions
    where revisions.work_item_id in (select descendants.ancestor_id from {{ ref('int_descendants') }} as descendants)
    group by revisions.work_item_id

),

-- The snapshots at which an item counts a requirement, from its own first snapshot.
counted as (

    select
        descendants.ancestor_id as work_item_id,
        descendants.descendant_id,
        requirements.progress,
        requirements.effort,
        greatest(descendants.first_snapshot, requirements.first_snapshot, ancestors.first_snapshot) as first_snapshot,
        least(descendants.last_snapshot, requirements.last_snapshot) as last_snapshot
    from {{ ref('int_descendants') }} as descendants
    inner join {{ ref('int_requirement_snapshots') }} as requirements
        on descendants.descendant_id = requirements.work_item_id
    inner join ancestors on descendants.ancestor_id = ancestors.work_item_id

),

compared as (

    select
        *,
        case
            when first_snapshot = lag(last_snapshot) over in_order + 1 then lag(progress) over in_order
        end as previous_progress
    from counted
    where first_snapshot <= last_snapshot
    window in_order as (partition by work_item_id, descendant_id order by first_snapshot)

),

changes as (

    select
        work_item_id,
        first_snapshot as snapshot_number,
        1 as change,
        progress,
        effort,
        previous_progress is null as is_added,
        progress = 'completed' and coalesce(previous_progress <> 'completed', true) as is_completion
    from compared
    union all
    select
        work_item_id,
        last_snapshot + 1 as snapshot_number,
        -1 as change,
        progress,
        effort,
        false as is_added,
        false as is_completion
    from compared

),

-- Decimal numbers, because sums of differences of floating-point numbers are not exact.
measured as (

    select
        *,
        change * coalesce({{ exact('effort') }}, 0) as effort_change
    from changes

),

final as (

    select
        work_item_id,
        snapshot_number,
        sum(change) as total_items,
        sum(case when progress = 'completed' then change else 0 end) as completed_items,
        sum(case when progress = 'in_progress' then change else 0 end) as in_progress_items,
        sum(effort_change) as total_effort,
        sum(case when progress = 'completed' then effort_change else 0 end) as completed_effort,
        count(case when is_added then 1 end) as added_items,
        count(case when is_completion then 1 end) as completed_in_week
    from measured
    group by
        work_item_id,
        snapshot_number

)

select * from final
