with

link_changes as (

    select link_changes.*
    from {{ ref('stg_azure_devops__work_item_link_changes') }} as link_changes
    inner join {{ ref('stg_run__run_context') }} as run_context on link_changes.changed_at <= run_context.as_of

),

revisions as (

    select * from {{ ref('int_revisions') }}

),

links as (

    select * from {{ ref('int_links') }}

),

spans as (

    select
        link_changes.link_type,
        link_changes.source_id,
        link_changes.target_id,
        link_changes.feed_position,
        links.remote_end,
        link_changes.is_active and lower(link_changes.changed_operation) <> 'remove' as is_there,
        link_changes.changed_at as from_at,
        lead(link_changes.changed_at) over (
            partition by link_changes.link_type, link_changes.source_id, link_changes.target_id
            order by link_changes.feed_position
        ) as until_at
    from link_changes
    left join links
        on
            link_changes.link_type = links.link_type
            and link_changes.source_id = links.source_id
            and link_changes.target_id = links.target_id

),

-- A link counts at its ends in this organization; the source of a hierarchy link is the parent of its target.
ends as (

    select
        source_id as work_item_id,
        cast(null as bigint) as parent_id,
        feed_position,
        remote_end is not null as is_remote,
        from_at,
        until_at
    from spans
    where is_there and coalesce(remote_end, 'none') <> 'source'
    union all
    select
        target_id as work_item_id,
        case when lower(link_type) = 'system.linktypes.hierarchy' then source_id end as parent_id,
        feed_position,
        remote_end is not null as is_remote,
        from_at,
        until_at
    from spans
    where is_there and coalesce(remote_end, 'none') <> 'target'

),

-- The links when the revision was replaced; for the latest revision, the current links.
final as (

    select
        revisions.work_item_id,
        revisions.rev,
        max_by(ends.parent_id, ends.feed_position) filter (where ends.parent_id is not null) as parent_id,
        count(*) filter (where not ends.is_remote) as related_link_count,
        count(*) filter (where ends.is_remote) as remote_link_count
    from revisions
    inner join ends
        on
            revisions.work_item_id = ends.work_item_id
            and (revisions.next_changed_at is null or revisions.next_changed_at > ends.from_at)
            and (ends.until_at is null or revisions.next_changed_at <= ends.until_at)
    group by
        revisions.work_item_id,
        revisions.rev

)

select * from final
