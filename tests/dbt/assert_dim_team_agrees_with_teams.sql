-- Every team has its row, with the members of `team_members` and the subscriptions of `team_iterations`.
with

members as (

    select
        team_id,
        count(*) as members
    from {{ ref('team_members') }}
    group by team_id

)

select
    teams.team_id,
    dim_team.team_id as other_id
from {{ ref('teams') }} as teams
full outer join {{ ref('dim_team') }} as dim_team on teams.team_id = dim_team.team_id
left join members on teams.team_id = members.team_id
where
    teams.team_id is null
    or dim_team.team_id is null
    or teams.team_name <> dim_team.team_name
    or teams.project_id <> dim_team.project_id
    or (teams.effort_field is null) <> (dim_team.effort_unit is null)
    or dim_team.members <> coalesce(members.members, 0)
    or dim_team.has_iterations
    <> (teams.team_id in (select team_iterations.team_id from {{ ref('team_iterations') }} as team_iterations))
