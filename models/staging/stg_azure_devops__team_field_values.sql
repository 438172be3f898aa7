with

source as (

    select * from {{ source('raw', 'team_field_values') }}

),

final as (

    select
        lower(team_id) as team_id,
        field as field_name,
        coalesce(lower(field), 'system.areapath') as field_key,
        value as field_value,
        lower(value) as value_key,
        include_children
    from source

)

select * from final
