{{ config(materialized='view') }}

with

revisions as (

    select * from {{ ref('int_revisions') }}

),

area_owners as (

    select
        team_areas.area_key,
        teams.*
    from {{ ref('int_team_areas') }} as team_areas
    inner join {{ ref('int_teams') }} as teams on team_areas.team_id = teams.team_id
    where team_areas.is_owner

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
        area_owners.team_id,
        area_owners.team_name,
        coalesce(area_owners.effort_field, case when area_owners.team_id is null then projects.effort_field end)
            as effort_field,
        project_types.work_item_type as defined_type,
        coalesce(project_types.is_hidden, false) as is_hidden_type,
        case
            when project_types.is_portfolio then 'portfolio'
            when project_types.is_requirement then 'requirement'
            when project_types.is_bug and lower(area_owners.bugs_behavior) = 'asrequirements' then 'requirement'
            when project_types.is_bug and lower(area_owners.bugs_behavior) = 'astasks' then 'task'
            when project_types.is_task then 'task'
            else 'other'
        end as backlog_level
    from revisions
    left join area_owners on revisions.area_key = area_owners.area_key
    left join projects on revisions.project_id = projects.project_id
    left join project_types
        on
            revisions.project_id = project_types.project_id
            and revisions.type_key = project_types.type_key

)

select * from final
