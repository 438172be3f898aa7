with

team_areas as (

    select * from {{ ref('int_team_areas') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

ranked as (

    select
        team_areas.area_key,
        teams.team_id,
        teams.team_name,
        teams.bugs_behavior,
        teams.effort_field,
        row_number() over (
            partition by team_areas.area_key
            order by team_areas.matched_length desc, teams.team_key asc, teams.team_id asc
        ) as owner_rank
    from team_areas
    inner join teams on team_areas.team_id = teams.team_id

),

final as (

    select
        area_key,
        team_id,
        team_name,
        bugs_behavior,
        effort_field
    from ranked
    where owner_rank = 1

)

select * from final
