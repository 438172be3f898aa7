with

teams as (

    select * from {{ ref('int_teams') }}

),

team_backlogs as (

    select * from {{ ref('stg_azure_devops__team_backlogs') }}

),

project_types as (

    select * from {{ ref('int_work_item_types') }}

),

final as (

    select
        team_id,
        lower(work_item_type) as type_key
    from team_backlogs
    where backlog_type = 'requirement'
    union
    select
        teams.team_id,
        project_types.type_key
    from teams
    inner join project_types on teams.project_id = project_types.project_id
    where lower(teams.bugs_behavior) = 'asrequirements' and project_types.is_bug

)

select * from final
