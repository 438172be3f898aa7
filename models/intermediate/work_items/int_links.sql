with

ranked_changes as (

    select
        link_changes.*,
        lower(link_changes.link_type) like 'system.linktypes.remote.%' as is_remote,
        row_number() over (
            partition by link_changes.link_type, link_changes.source_id, link_changes.target_id
            order by link_changes.feed_position desc
        ) as recency
    from {{ ref('stg_azure_devops__work_item_link_changes') }} as link_changes
    inner join {{ ref('stg_run__run_context') }} as run_context on link_changes.changed_at <= run_context.as_of

),

links as (

    select * from ranked_changes
    where recency = 1

),

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

work_items as (

    select
        revisions.work_item_id,
        coalesce(projects.is_selected, false) as is_selected
    from {{ ref('int_revisions') }} as revisions
    left join projects on revisions.project_id = projects.project_id
    where revisions.is_latest

),

identities as (

    select * from {{ ref('int_identities') }}

),

final as (

    select
        links.link_type,
        links.source_id,
        links.target_id,
        links.is_remote,
        links.is_active and lower(links.changed_operation) <> 'remove' as is_active,
        -- The feed does not report which end of a remote link is in the other organization.
        case
            when not links.is_remote then null
            when links.source_project_id = links.remote_project_id then 'source'
            when links.target_project_id = links.remote_project_id then 'target'
            when source_projects.project_id is null and target_projects.project_id is not null then 'source'
            when source_projects.project_id is not null and target_projects.project_id is null then 'target'
            when sources.work_item_id is null and targets.work_item_id is not null then 'source'
            else 'target'
        end as remote_end,
        coalesce(sources.is_selected, true) or coalesce(targets.is_selected, true) as is_selected,
        links.changed_at,
        links.changed_by_id,
        coalesce(identities.display_name, links.changed_by_name) as changed_by_name,
        links.link_comment,
        links.feed_position
    from links
    left join projects as source_projects on links.source_project_id = source_projects.project_id
    left join projects as target_projects on links.target_project_id = target_projects.project_id
    left join work_items as sources on links.source_id = sources.work_item_id
    left join work_items as targets on links.target_id = targets.work_item_id
    left join identities on links.changed_by_id = identities.identity_id

)

select * from final
