with

teams as (

    select * from {{ ref('int_teams') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        teams.team_id,
        teams.team_name,
        teams.project_id,
        teams.project_name,
        teams.effort_field,
        teams.bugs_behavior,
        teams.working_days,
        run_context.organization,
        run_context.as_of
    from teams
    cross join run_context

)

select * from final
