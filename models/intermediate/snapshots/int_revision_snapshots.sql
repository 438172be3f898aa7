with

revisions as (

    select * from {{ ref('int_revisions') }}

),

final as (

    select
        revisions.work_item_id,
        revisions.rev,
        min(snapshots.snapshot_number) as first_snapshot,
        max(snapshots.snapshot_number) as last_snapshot
    from revisions
    inner join {{ ref('int_snapshot_times') }} as snapshots
        on {{ is_valid_before('revisions', just_after('snapshots.snapshot_at')) }}
    group by
        revisions.work_item_id,
        revisions.rev

)

select * from final
