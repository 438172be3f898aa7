with

nodes as (

    select
        *,
        lower(node_path) as node_key
    from {{ ref('stg_azure_devops__classification_nodes') }}

),

-- Projects by earlier names, including projects that are no longer listed.
known_projects as (

    select
        lower(project_name) as name_key,
        max_by(project_id, noted_at) as project_id
    from {{ ref('stg_azure_devops__known_projects') }}
    group by lower(project_name)

),

-- Projects with teams that recognize their items by another field than the area.
team_field_projects as (

    select distinct teams.project_id
    from {{ ref('stg_azure_devops__team_field_values') }} as team_field_values
    inner join {{ ref('stg_azure_devops__teams') }} as teams on team_field_values.team_id = teams.team_id
    where team_field_values.field_key <> 'system.areapath'

),

located as (

    select
        revisions.work_item_id,
        revisions.rev,
        revisions.changed_at,
        revisions.work_item_type,
        revisions.state,
        revisions.is_deleted,
        revisions.has_comment,
        revisions.comment_count,
        revisions.tags,
        revisions.content_hash,
        coalesce(areas.node_path, areas_by_path.node_path, revisions.area_path) as area_path,
        coalesce(iterations.node_uid, iterations_by_path.node_uid) as iteration_id,
        coalesce(iterations.node_path, iterations_by_path.node_path, revisions.iteration_path) as iteration_path,
        coalesce(
            areas.project_id,
            known_areas.project_id,
            iterations.project_id,
            projects.project_id,
            known_projects.project_id
        ) as named_project_id
    from {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
    inner join {{ ref('stg_run__run_context') }} as run_context on revisions.changed_at <= run_context.as_of
    left join nodes as areas on revisions.area_node_id = areas.node_id and areas.structure_type = 'area'
    left join nodes as areas_by_path
        on
            lower(revisions.area_path) = areas_by_path.node_key
            and areas_by_path.structure_type = 'area'
            and revisions.area_node_id is null
    left join nodes as iterations
        on revisions.iteration_node_id = iterations.node_id and iterations.structure_type = 'iteration'
    left join nodes as iterations_by_path
        on
            lower(revisions.iteration_path) = iterations_by_path.node_key
            and iterations_by_path.structure_type = 'iteration'
            and revisions.iteration_node_id is null
    left join {{ ref('stg_azure_devops__projects') }} as projects
        on lower(revisions.team_project_name) = lower(projects.project_name)
    left join {{ ref('stg_azure_devops__known_areas') }} as known_areas on revisions.area_node_id = known_areas.node_id
    left join known_projects on lower(revisions.team_project_name) = known_projects.name_key

),

latest_projects as (

    select
        work_item_id,
        max_by(named_project_id, rev) as project_id
    from located
    where named_project_id is not null
    group by work_item_id

),

-- A revision without a known project belongs to its item's latest known project.
final as (

    select
        located.*,
        coalesce(located.named_project_id, latest_projects.project_id) as project_id,
        team_field_projects.project_id is not null as has_team_field
    from located
    left join latest_projects on located.work_item_id = latest_projects.work_item_id
    left join team_field_projects
        on coalesce(located.named_project_id, latest_projects.project_id) = team_field_projects.project_id

)

select * from final
