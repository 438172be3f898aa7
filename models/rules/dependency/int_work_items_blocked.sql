with

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

known_revisions as (

    select * from {{ ref('int_revisions') }}

),

blocked_now as (

    select work_items.work_item_id
    from {{ ref('int_open_work_items') }} as work_items
    inner join revisions
        on work_items.work_item_id = revisions.work_item_id and work_items.rev = revisions.rev
    where {{ is_marked_blocked('revisions') }}

),

-- All revisions of the blocked items; state, tag and field may mark them one after the other.
blocked_item_revisions as (

    select
        known_revisions.work_item_id,
        known_revisions.rev,
        known_revisions.changed_at,
        max(case when not {{ is_marked_blocked('revisions') }} then known_revisions.rev end)
            over (partition by known_revisions.work_item_id) as last_unblocked_rev
    from known_revisions
    inner join blocked_now on known_revisions.work_item_id = blocked_now.work_item_id
    inner join revisions
        on known_revisions.work_item_id = revisions.work_item_id and known_revisions.rev = revisions.rev

),

final as (

    select
        work_item_id,
        min_by(changed_at, rev) as blocked_since_at
    from blocked_item_revisions
    where rev > coalesce(last_unblocked_rev, 0)
    group by work_item_id

)

select * from final
