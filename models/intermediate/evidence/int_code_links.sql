with

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

-- Whether the links are those of the latest revision that was loaded.
link_counts as (

    select
        work_item_id,
        max(rev) as latest_rev,
        coalesce(bool_or(external_link_count > 0 or hyperlink_count > 0), false) as ever_had_links
    from {{ ref('stg_azure_devops__work_item_revisions') }}
    group by work_item_id

),

reads as (

    select
        work_item_id,
        max(rev) as read_rev
    from {{ ref('stg_azure_devops__work_item_relations') }}
    where position = 0
    group by work_item_id

),

artifacts as (

    select
        *,
        kind in ('commit', 'changeset', 'github_commit') as is_commit,
        kind in ('pull_request', 'github_pull_request') as is_pull_request,
        kind = 'build' as is_build
    from {{ ref('int_artifact_links') }}

),

totals as (

    select
        work_item_id,
        count(case when is_commit then 1 end) as commits,
        count(case when is_pull_request then 1 end) as pull_requests,
        count(case when is_build then 1 end) as builds,
        min(case when is_commit or is_pull_request then added_at end) as first_code_link_at,
        {{ sorted_ids("case when is_commit or is_pull_request then artifact_uri end") }} as code_uris,
        {{ sorted_ids("case when is_pull_request then artifact_uri end") }} as pull_request_uris,
        {{ sorted_ids("case when is_build then artifact_uri end") }} as build_uris
    from artifacts
    group by work_item_id

),

final as (

    select
        work_items.work_item_id,
        not link_counts.ever_had_links or coalesce(reads.read_rev >= link_counts.latest_rev, false) as is_read,
        coalesce(totals.commits, 0) as commits,
        coalesce(totals.pull_requests, 0) as pull_requests,
        coalesce(totals.commits + totals.pull_requests, 0) as code_links,
        coalesce(totals.builds, 0) as builds,
        totals.first_code_link_at,
        totals.code_uris,
        totals.pull_request_uris,
        totals.build_uris
    from work_items
    inner join link_counts on work_items.work_item_id = link_counts.work_item_id
    left join reads on work_items.work_item_id = reads.work_item_id
    left join totals on work_items.work_item_id = totals.work_item_id

)

select * from final
