{{ config(materialized='view') }}

with

revisions as (

    select * from {{ ref('int_revisions') }}

),

owners as (

    select
        ownerships.ownership_key,
        teams.*
    from {{ ref('int_ownerships') }} as ownerships
    inner join {{ ref('int_teams') }} as teams on ownerships.team_id = teams.team_id
    where ownerships.is_owner

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
        owners.team_id,
        owners.team_name,
        coalesce(owners.effort_field, case when owners.team_id is null then projects.effort_field end)
            as effort_field,
        project_types.work_item_type as defined_type,
        coalesce(project_types.is_hidden, false) as is_hidden_type,
        case
            when project_types.is_portfolio then 'portfolio'
            when project_types.is_requirement then 'requirement'
            when project_types.is_bug and lower(owners.bugs_behavior) = 'asrequirements' then 'requirement'
            when project_types.is_bug and lower(owners.bugs_behavior) = 'astasks' then 'task'
            when project_types.is_task then 'task'
            else 'other'
        end as backlog_level
    from revisions
    left join owners on revisions.ownership_key = owners.ownership_key
    left join projects on revisions.project_id = projects.project_id
    left join project_types
        on
            revisions.project_id = project_types.project_id
            and revisions.type_key = project_types.type_key

)

select * from final
