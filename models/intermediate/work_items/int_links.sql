with

link_changes as (

    select link_changes.*
    from {{ ref('stg_azure_devops__work_item_link_changes') }} as link_changes
    inner join {{ ref('stg_run__run_context') }} as run_context on link_changes.changed_at <= run_context.as_of

),

identities as (

    select * from {{ ref('int_identities') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by link_type, source_id, target_id
            order by feed_position desc
        ) as recency
    from link_changes

),

final as (

    select
        ranked.link_type,
        ranked.source_id,
        ranked.target_id,
        ranked.source_project_id,
        ranked.target_project_id,
        ranked.remote_project_id,
        lower(ranked.link_type) like 'system.linktypes.remote.%' as is_remote,
        ranked.is_active and lower(ranked.changed_operation) <> 'remove' as is_active,
        ranked.changed_at,
        ranked.changed_by_id,
        coalesce(identities.display_name, ranked.changed_by_name) as changed_by_name,
        ranked.link_comment,
        ranked.feed_position
    from ranked
    left join identities on ranked.changed_by_id = identities.identity_id
    where ranked.recency = 1

)

select * from final
