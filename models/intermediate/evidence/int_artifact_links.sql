with

relations as (

    select * from {{ ref('stg_azure_devops__work_item_relations') }}
    where position > 0

),

artifact_ids as (

    select * from {{ ref('int_artifact_ids') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        relations.work_item_id,
        relations.artifact_uri,
        case when relations.is_hyperlink then 'hyperlink' else coalesce(artifact_ids.kind, 'other') end as kind,
        coalesce(relations.link_name, case when relations.is_hyperlink then 'Hyperlink' end) as link_name,
        artifact_ids.project_id,
        case when artifact_ids.kind <> 'wiki_page' then artifact_ids.container_id end as repository_id,
        artifact_ids.artifact_id,
        relations.added_at,
        relations.resource_created_at,
        relations.link_comment,
        case
            when relations.is_hyperlink then relations.artifact_uri
            else run_context.organization_url || '/' || replace(replace(replace(replace(
                artifact_ids.page,
                '{item_project}', work_items.project_id
            ),
            '{project}', coalesce(artifact_ids.project_id, '')),
            '{container}', coalesce(artifact_ids.container_id, '')),
            '{artifact}', {{ url_encode('artifact_ids.artifact_id') }})
        end as url
    from relations
    cross join run_context
    inner join work_items on relations.work_item_id = work_items.work_item_id
    left join artifact_ids
        on relations.work_item_id = artifact_ids.work_item_id and relations.position = artifact_ids.position
    where relations.added_at is null or relations.added_at <= run_context.as_of
    qualify row_number() over (
        partition by relations.work_item_id, relations.artifact_uri order by relations.position
    ) = 1

)

select * from final
