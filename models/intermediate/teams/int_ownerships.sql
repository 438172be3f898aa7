with

team_areas as (

    select * from {{ ref('int_team_areas') }}

),

team_values as (

    select distinct
        ownership_key,
        area_key,
        team_id,
        matched_length
    from {{ ref('int_revision_team_values') }}

),

area_keys as (

    select distinct
        ownership_key,
        area_key
    from team_values

),

teams as (

    select * from {{ ref('int_teams') }}

),

-- The teams of an area also own the revisions of the area that a team field assigns to other teams.
matches as (

    select
        team_id,
        area_key as ownership_key,
        matched_length
    from team_areas
    union all
    select
        team_id,
        ownership_key,
        matched_length
    from team_values
    union all
    select
        team_areas.team_id,
        area_keys.ownership_key,
        team_areas.matched_length
    from team_areas
    inner join area_keys on team_areas.area_key = area_keys.area_key

),

final as (

    select
        matches.team_id,
        matches.ownership_key,
        matches.matched_length,
        row_number() over (
            partition by matches.ownership_key
            order by matches.matched_length desc, teams.team_key asc, teams.team_id asc
        ) = 1 as is_owner
    from matches
    inner join teams on matches.team_id = teams.team_id

)

select * from final
