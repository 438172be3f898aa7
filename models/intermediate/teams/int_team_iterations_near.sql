with

team_iterations as (

    select * from {{ ref('stg_azure_devops__team_iterations') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

next_starts as (

    select
        team_iterations.team_id,
        min(team_iterations.start_date) as start_date
    from team_iterations
    inner join run_context on team_iterations.start_date > run_context.as_of_date
    group by team_iterations.team_id

),

placed as (

    select
        team_iterations.*,
        case
            when run_context.as_of_date between team_iterations.start_date and team_iterations.finish_date
                then 'current'
            when team_iterations.start_date = next_starts.start_date then 'next'
        end as nearness
    from team_iterations
    cross join run_context
    left join next_starts on team_iterations.team_id = next_starts.team_id

),

final as (

    select * from placed
    where nearness is not null

)

select * from final
