with

team_members as (

    select * from {{ ref('int_team_members') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        teams.project_id,
        teams.project_name,
        team_members.team_id,
        teams.team_name,
        team_members.account_uid,
        team_members.display_name,
        team_members.is_team_admin,
        run_context.organization,
        run_context.as_of
    from team_members
    cross join run_context
    inner join teams on team_members.team_id = teams.team_id

)

select * from final
