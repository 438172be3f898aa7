with

-- Projects by earlier names, including projects that are no longer listed.
known_projects as (

    select
        lower(project_name) as name_key,
        max_by(project_id, noted_at) as project_id
    from {{ ref('stg_azure_devops__known_projects') }}
    group by lower(project_name)

),

listed_projects as (

    select
        lower(project_name) as name_key,
        min(project_id) as project_id
    from {{ ref('stg_azure_devops__projects') }}
    group by lower(project_name)

),

known_iterations as (

    select
        node_id,
        max_by(iteration_id, noted_at) as iteration_id
    from {{ ref('stg_azure_devops__known_iterations') }}
    group by node_id

),

revisions as (

    select revisions.*
    from {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
    inner join {{ ref('stg_run__run_context') }} as run_context on revisions.changed_at <= run_context.as_of

),

-- Many revisions share a location, which is resolved once.
locations as (

    select distinct
        team_project_name,
        area_node_id,
        area_path,
        iteration_node_id,
        iteration_path
    from revisions

),

resolved as (

    select
        locations.*,
        coalesce(areas.node_path, areas_by_path.node_path, locations.area_path) as found_area_path,
        coalesce(iterations.node_uid, iterations_by_path.node_uid, known_iterations.iteration_id) as iteration_id,
        coalesce(iterations.node_path, iterations_by_path.node_path, locations.iteration_path) as found_iteration_path,
        coalesce(
            areas.project_id,
            known_areas.project_id,
            iterations.project_id,
            listed_projects.project_id,
            known_projects.project_id
        ) as named_project_id
    from locations
    left join {{ ref('stg_azure_devops__classification_nodes') }} as areas
        on locations.area_node_id = areas.node_id and areas.structure_type = 'area'
    left join {{ ref('stg_azure_devops__classification_nodes') }} as areas_by_path
        on
            lower(locations.area_path) = lower(areas_by_path.node_path)
            and areas_by_path.structure_type = 'area'
            and areas_by_path.is_first_of_path
            and locations.area_node_id is null
    left join {{ ref('stg_azure_devops__classification_nodes') }} as iterations
        on locations.iteration_node_id = iterations.node_id and iterations.structure_type = 'iteration'
    left join {{ ref('stg_azure_devops__classification_nodes') }} as iterations_by_path
        on
            lower(locations.iteration_path) = lower(iterations_by_path.node_path)
            and iterations_by_path.structure_type = 'iteration'
            and iterations_by_path.is_first_of_path
            and locations.iteration_node_id is null
    left join listed_projects on lower(locations.team_project_name) = listed_projects.name_key
    left join {{ ref('stg_azure_devops__known_areas') }} as known_areas on locations.area_node_id = known_areas.node_id
    left join known_iterations on locations.iteration_node_id = known_iterations.node_id
    left join known_projects on lower(locations.team_project_name) = known_projects.name_key

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
        resolved.found_area_path as area_path,
        resolved.iteration_id,
        resolved.found_iteration_path as iteration_path,
        resolved.named_project_id
    from revisions
    left join resolved
        on
            revisions.team_project_name is not distinct from resolved.team_project_name
            and revisions.area_node_id is not distinct from resolved.area_node_id
            and revisions.area_path is not distinct from resolved.area_path
            and revisions.iteration_node_id is not distinct from resolved.iteration_node_id
            and revisions.iteration_path is not distinct from resolved.iteration_path

),

latest_projects as (

    select
        work_item_id,
        max_by(named_project_id, rev) as project_id
    from located
    where named_project_id is not null
    group by work_item_id

),

final as (

    select
        located.*,
        coalesce(located.named_project_id, latest_projects.project_id) as project_id
    from located
    left join latest_projects on located.work_item_id = latest_projects.work_item_id

)

select * from final
