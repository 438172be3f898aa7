with

links as (

    select * from {{ ref('int_artifact_links') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        links.work_item_id,
        links.artifact_uri,
        links.kind,
        links.link_name,
        links.project_id,
        links.repository_id,
        links.artifact_id,
        links.added_at,
        links.resource_created_at,
        links.link_comment as comment,
        links.url,
        run_context.organization,
        run_context.as_of
    from links
    cross join run_context

)

select * from final
