with

links as (

    select * from {{ ref('int_links') }}
    where is_remote

),

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

work_items as (

    select * from {{ ref('int_work_items_current') }}

),

-- The feed does not say which end of a remote link is in the other organization.
final as (

    select
        links.link_type,
        links.source_id,
        links.target_id,
        case
            when links.source_project_id = links.remote_project_id then 'source'
            when links.target_project_id = links.remote_project_id then 'target'
            when source_projects.project_id is null and target_projects.project_id is not null then 'source'
            when source_projects.project_id is not null and target_projects.project_id is null then 'target'
            when sources.work_item_id is null and targets.work_item_id is not null then 'source'
            else 'target'
        end as remote_end
    from links
    left join projects as source_projects on links.source_project_id = source_projects.project_id
    left join projects as target_projects on links.target_project_id = target_projects.project_id
    left join work_items as sources on links.source_id = sources.work_item_id
    left join work_items as targets on links.target_id = targets.work_item_id

)

select * from final
