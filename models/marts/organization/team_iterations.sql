with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        team_iterations.team_id,
        team_iterations.iteration_id,
        team_iterations.project_id,
        team_iterations.iteration_name,
        team_iterations.iteration_path,
        team_iterations.start_date,
        team_iterations.finish_date
    from team_iterations
    cross join run_context

)

select * from final
