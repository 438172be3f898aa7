with

team_values as (

    select distinct
        field_key,
        value_key
    from {{ ref('stg_azure_devops__team_field_values') }}
    where field_key <> 'system.areapath'

),

team_fields as (

    select distinct field_key from team_values

),

-- Almost no organization has a team field: without one, no revision is read.
revision_values as (

    select
        revisions.work_item_id,
        revisions.rev,
        team_fields.field_key,
        {{ json_text_at('revisions.other_fields', 'team_fields.field_key') }} as value_key
    from {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
    cross join team_fields

),

matches as (

    select revision_values.*
    from revision_values
    inner join team_values
        on
            revision_values.field_key = team_values.field_key
            and revision_values.value_key = team_values.value_key

),

team_values_keys as (

    select
        work_item_id,
        rev,
        {{ join_text("field_key || '=' || value_key", "|") }} as team_values_key
    from matches
    group by
        work_item_id,
        rev

),

final as (

    select
        matches.work_item_id,
        matches.rev,
        matches.field_key,
        matches.value_key,
        team_values_keys.team_values_key
    from matches
    inner join team_values_keys
        on matches.work_item_id = team_values_keys.work_item_id and matches.rev = team_values_keys.rev

)

select * from final
