with

latest_revisions as (

    select * from {{ ref('int_revisions_enriched') }}
    where is_latest

),

areas_owned as (

    select * from {{ ref('int_areas_owned') }}

),

project_types as (

    select * from {{ ref('int_project_types_classified') }}

),

projects as (

    select * from {{ ref('int_projects_configured') }}

),

final as (

    select
        latest_revisions.work_item_id,
        latest_revisions.rev,
        latest_revisions.project_id,
        projects.project_name,
        coalesce(projects.is_selected, false) as is_selected,
        projects.project_url || '/_workitems/edit/' || latest_revisions.work_item_id as url,
        areas_owned.team_id,
        areas_owned.team_name,
        coalesce(areas_owned.effort_field, case when areas_owned.team_id is null then projects.effort_field end)
            as effort_field,
        latest_revisions.area_path,
        latest_revisions.iteration_id,
        latest_revisions.iteration_path,
        latest_revisions.type_key,
        latest_revisions.state,
        latest_revisions.state_category,
        latest_revisions.is_deleted,
        not latest_revisions.is_deleted
        and latest_revisions.state_category in ('Proposed', 'InProgress', 'Resolved', 'Unknown') as is_open,
        case
            when project_types.is_portfolio then 'portfolio'
            when project_types.is_requirement then 'requirement'
            when project_types.is_bug and lower(areas_owned.bugs_behavior) = 'asrequirements' then 'requirement'
            when project_types.is_bug and lower(areas_owned.bugs_behavior) = 'astasks' then 'task'
            when project_types.is_task then 'task'
            else 'other'
        end as backlog_level,
        coalesce(project_types.is_hidden, false) as is_hidden_type
    from latest_revisions
    left join areas_owned on latest_revisions.area_key = areas_owned.area_key
    left join projects on latest_revisions.project_id = projects.project_id
    left join project_types
        on
            latest_revisions.project_id = project_types.project_id
            and latest_revisions.type_key = project_types.type_key

)

select * from final
