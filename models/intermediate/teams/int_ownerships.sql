with

team_areas as (

    select * from {{ ref('int_team_areas') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

team_values as (

    select
        teams.project_id,
        teams.team_id,
        team_field_values.field_key,
        team_field_values.value_key,
        length(team_field_values.field_value) as matched_length
    from {{ ref('stg_azure_devops__team_field_values') }} as team_field_values
    inner join teams on team_field_values.team_id = teams.team_id
    where team_field_values.field_key <> 'system.areapath'

),

revision_keys as (

    select distinct
        {{ ownership_key("locations", "revision_values") }} as ownership_key,
        lower(locations.area_path) as area_key,
        locations.project_id,
        revision_values.field_key,
        revision_values.value_key
    from {{ ref('int_revision_locations') }} as locations
    inner join {{ ref('int_revision_team_values') }} as revision_values
        on locations.work_item_id = revision_values.work_item_id and locations.rev = revision_values.rev

),

-- A team with a team field owns items of its own project only: other projects may have the same values.
matches as (

    select
        team_id,
        area_key as ownership_key,
        matched_length
    from team_areas
    union all
    select
        team_areas.team_id,
        revision_keys.ownership_key,
        team_areas.matched_length
    from team_areas
    inner join revision_keys on team_areas.area_key = revision_keys.area_key
    union all
    select
        team_values.team_id,
        revision_keys.ownership_key,
        team_values.matched_length
    from team_values
    inner join revision_keys
        on
            team_values.project_id = revision_keys.project_id
            and team_values.field_key = revision_keys.field_key
            and team_values.value_key = revision_keys.value_key

),

longest_matches as (

    select
        team_id,
        ownership_key,
        max(matched_length) as matched_length
    from matches
    group by
        team_id,
        ownership_key

),

final as (

    select
        longest_matches.team_id,
        longest_matches.ownership_key,
        longest_matches.matched_length,
        row_number() over (
            partition by longest_matches.ownership_key
            order by longest_matches.matched_length desc, teams.team_key asc, teams.team_id asc
        ) = 1 as is_owner
    from longest_matches
    inner join teams on longest_matches.team_id = teams.team_id

)

select * from final
