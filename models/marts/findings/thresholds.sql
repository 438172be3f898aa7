with

thresholds as (

    select * from {{ ref('stg_rosters__thresholds') }}

),

projects as (

    select * from {{ ref('int_projects') }}
    where is_selected

),

teams as (

    select * from {{ ref('int_teams') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        thresholds.line_number,
        thresholds.rule_id,
        thresholds.project_id,
        projects.project_name,
        thresholds.team_id,
        teams.team_name,
        thresholds.segment,
        thresholds.parameter,
        thresholds.parameter_value,
        run_context.organization,
        run_context.as_of
    from thresholds
    cross join run_context
    left join projects on thresholds.project_id = projects.project_id
    left join teams on thresholds.team_id = teams.team_id

)

select * from final
