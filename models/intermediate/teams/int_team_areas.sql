with recursive

team_areas as (

    select * from {{ ref('stg_azure_devops__team_field_values') }}
    where field_key = 'system.areapath'

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

final as (

    select
        team_areas.team_id,
        ancestors.area_key,
        max(length(team_areas.field_value)) as matched_length
    from ancestors
    inner join team_areas on ancestors.ancestor_key = team_areas.value_key
    where team_areas.include_children or ancestors.ancestor_key = ancestors.area_key
    group by
        team_areas.team_id,
        ancestors.area_key

)

select * from final
