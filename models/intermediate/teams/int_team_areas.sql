with recursive

team_field_values as (

    select * from {{ ref('stg_azure_devops__team_field_values') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

areas as (

    select lower(area_path) as area_key
    from {{ ref('stg_azure_devops__work_item_revisions') }}
    where area_path is not null
    union
    select lower(node_path) as area_key
    from {{ ref('stg_azure_devops__classification_nodes') }}
    where structure_type = 'area'

),

ancestors as (

    select
        area_key,
        area_key as ancestor_key
    from areas
    union all
    select
        area_key,
        {{ parent_path('ancestor_key') }} as ancestor_key
    from ancestors
    where {{ parent_path('ancestor_key') }} <> ''

),

matches as (

    select
        team_field_values.team_id,
        ancestors.area_key,
        max(length(team_field_values.area_path)) as matched_length
    from ancestors
    inner join team_field_values on ancestors.ancestor_key = team_field_values.area_key
    where
        coalesce(lower(team_field_values.field_name), 'system.areapath') = 'system.areapath'
        and (team_field_values.include_children or ancestors.ancestor_key = ancestors.area_key)
    group by
        team_field_values.team_id,
        ancestors.area_key

),

final as (

    select
        matches.team_id,
        matches.area_key,
        matches.matched_length,
        row_number() over (
            partition by matches.area_key
            order by matches.matched_length desc, teams.team_key asc, teams.team_id asc
        ) = 1 as is_owner
    from matches
    inner join teams on matches.team_id = teams.team_id

)

select * from final
