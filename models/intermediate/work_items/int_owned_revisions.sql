{{ config(materialized='view') }}

with

revisions as (

    select * from {{ ref('int_revisions') }}

),

areas_owned as (

    select * from {{ ref('int_areas_owned') }}

),

project_types as (

    select * from {{ ref('int_work_item_types') }}

),

projects as (

    select * from {{ ref('int_projects') }}

),

final as (

    select
        revisions.*,
        projects.project_name,
        coalesce(projects.is_selected, false) as is_selected,
        projects.project_url || '/_workitems/edit/' || revisions.work_item_id as url,
        areas_owned.team_id,
        areas_owned.team_name,
        coalesce(areas_owned.effort_field, case when areas_owned.team_id is null then projects.effort_field end)
            as effort_field,
        project_types.work_item_type as defined_type,
        coalesce(project_types.is_hidden, false) as is_hidden_type,
        case
            when project_types.is_portfolio then 'portfolio'
            when project_types.is_requirement then 'requirement'
            when project_types.is_bug and lower(areas_owned.bugs_behavior) = 'asrequirements' then 'requirement'
            when project_types.is_bug and lower(areas_owned.bugs_behavior) = 'astasks' then 'task'
            when project_types.is_task then 'task'
            else 'other'
        end as backlog_level
    from revisions
    left join areas_owned on revisions.area_key = areas_owned.area_key
    left join projects on revisions.project_id = projects.project_id
    left join project_types
        on
            revisions.project_id = project_types.project_id
            and revisions.type_key = project_types.type_key

)

select * from final
