with

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

ranked_teams as (

    select
        teams.project_id,
        teams.effort_field,
        row_number() over (
            partition by teams.project_id
            order by
                case when teams.team_id = projects.default_team_id then 0 else 1 end,
                teams.team_key,
                teams.team_id
        ) as team_rank
    from teams
    inner join projects on teams.project_id = projects.project_id
    where teams.effort_field is not null

),

final as (

    select
        projects.project_id,
        projects.project_name,
        projects.process,
        projects.is_selected,
        run_context.organization_url || '/' || {{ url_encode('projects.project_name') }} as project_url,
        ranked_teams.effort_field
    from projects
    cross join run_context
    left join ranked_teams
        on projects.project_id = ranked_teams.project_id and ranked_teams.team_rank = 1

)

select * from final
