with

teams as (

    select * from {{ ref('stg_azure_devops__teams') }}

),

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

team_settings as (

    select * from {{ ref('stg_azure_devops__team_settings') }}

),

effort_fields as (

    select
        team_id,
        min(reference_name) as effort_field
    from {{ ref('stg_azure_devops__team_backlog_fields') }}
    where lower(purpose) = 'effort'
    group by team_id

),

final as (

    select
        teams.team_id,
        teams.team_name,
        lower(teams.team_name) as team_key,
        teams.project_id,
        projects.project_name,
        team_settings.bugs_behavior,
        coalesce(nullif(team_settings.working_days, ''), 'monday,tuesday,wednesday,thursday,friday') as working_days,
        effort_fields.effort_field
    from teams
    inner join projects on teams.project_id = projects.project_id
    left join team_settings on teams.team_id = team_settings.team_id
    left join effort_fields on teams.team_id = effort_fields.team_id
    where projects.is_selected

)

select * from final
