with

team_values as (

    select
        teams.project_id,
        teams.team_id,
        team_field_values.field_key,
        team_field_values.value_key,
        max(length(team_field_values.field_value)) as matched_length
    from {{ ref('stg_azure_devops__team_field_values') }} as team_field_values
    inner join {{ ref('stg_azure_devops__teams') }} as teams on team_field_values.team_id = teams.team_id
    where team_field_values.field_key <> 'system.areapath'
    group by all

),

team_fields as (

    select distinct
        project_id,
        field_key
    from team_values

),

-- Almost no project has a team field: without one, the condition saves reading the revisions.
revision_values as (

    select
        locations.work_item_id,
        locations.rev,
        locations.project_id,
        coalesce(lower(locations.area_path), '') as area_key,
        team_fields.field_key,
        {{ json_text_at('revisions.other_fields', 'team_fields.field_key') }} as value_key
    from {{ ref('int_revision_locations') }} as locations
    inner join team_fields on locations.project_id = team_fields.project_id
    inner join {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
        on locations.work_item_id = revisions.work_item_id and locations.rev = revisions.rev
    where locations.has_team_field

),

matches as (

    select
        revision_values.work_item_id,
        revision_values.rev,
        revision_values.area_key,
        revision_values.value_key,
        team_values.team_id,
        team_values.matched_length
    from revision_values
    inner join team_values
        on
            revision_values.project_id = team_values.project_id
            and revision_values.field_key = team_values.field_key
            and revision_values.value_key = team_values.value_key

),

ownership_keys as (

    select
        work_item_id,
        rev,
        min(area_key) || '|' || {{ join_text("team_id || '=' || value_key", "|") }} as ownership_key
    from matches
    group by
        work_item_id,
        rev

),

final as (

    select
        matches.work_item_id,
        matches.rev,
        matches.team_id,
        matches.area_key,
        matches.matched_length,
        ownership_keys.ownership_key
    from matches
    inner join ownership_keys
        on matches.work_item_id = ownership_keys.work_item_id and matches.rev = ownership_keys.rev

)

select * from final
