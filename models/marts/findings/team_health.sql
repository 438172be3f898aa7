with

measured as (

    select * from {{ ref('int_team_health') }}

),

a_week_ago as (

    select * from {{ ref('int_team_baselines') }}
    where days_back = 7

),

four_weeks_ago as (

    select * from {{ ref('int_team_baselines') }}
    where days_back = 28

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        measured.team_id,
        measured.team_name,
        measured.project_id,
        measured.project_name,
        {{ health_measures('measured') }},
        {{ health_changes('week', 'measured', 'a_week_ago') }},
        {{ health_changes('four_weeks', 'measured', 'four_weeks_ago') }},
        run_context.organization,
        run_context.as_of
    from measured
    cross join run_context
    left join a_week_ago on measured.team_id = a_week_ago.team_id
    left join four_weeks_ago on measured.team_id = four_weeks_ago.team_id

)

select * from final
