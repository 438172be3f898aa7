with

team_iterations as (

    select * from {{ ref('stg_azure_devops__team_iterations') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        team_iterations.team_id || '/' || team_iterations.iteration_id as team_iteration_id,
        teams.project_id,
        team_iterations.iteration_name,
        team_iterations.iteration_path,
        team_iterations.start_date,
        team_iterations.finish_date,
        run_context.organization,
        run_context.as_of
    from team_iterations
    cross join run_context
    inner join teams on team_iterations.team_id = teams.team_id

)

select * from final
