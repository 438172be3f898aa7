with

changes as (

    select
        source_id as parent_id,
        target_id as child_id,
        changed_at,
        is_active and lower(changed_operation) <> 'remove' as is_added,
        -- A later change in feed order with an earlier timestamp takes precedence from the start.
        min(changed_at) over (
            partition by link_type, source_id, target_id
            order by feed_position
            rows between 1 following and unbounded following
        ) as valid_to
    from {{ ref('stg_azure_devops__work_item_link_changes') }}
    where lower(link_type) = 'system.linktypes.hierarchy' and source_id <> target_id

),

active as (

    select
        changes.parent_id,
        changes.child_id,
        min(snapshots.snapshot_number) as first_snapshot,
        max(snapshots.snapshot_number) as last_snapshot
    from changes
    inner join {{ ref('int_snapshot_times') }} as snapshots
        on {{ is_valid_before('changes', just_after('snapshots.snapshot_at')) }}
    where changes.is_added
    group by
        changes.parent_id,
        changes.child_id,
        changes.changed_at,
        changes.valid_to

),

-- Ranges without a snapshot between them are one.
numbered as (

    select
        *,
        sum(starts_range) over (
            partition by parent_id, child_id
            order by first_snapshot, last_snapshot
            rows unbounded preceding
        ) as range_number
    from (
        select
            *,
            case
                when first_snapshot <= 1 + max(last_snapshot) over (
                    partition by parent_id, child_id
                    order by first_snapshot, last_snapshot
                    rows between unbounded preceding and 1 preceding
                ) then 0
                else 1
            end as starts_range
        from active
    ) as ranges

),

final as (

    select
        parent_id,
        child_id,
        min(first_snapshot) as first_snapshot,
        max(last_snapshot) as last_snapshot
    from numbered
    group by
        parent_id,
        child_id,
        range_number

)

select * from final
