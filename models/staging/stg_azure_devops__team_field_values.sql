with

source as (

    select * from {{ source('raw', 'team_field_values') }}

),

final as (

    select
        lower(team_id) as team_id,
        field as field_name,
        value as area_path,
        lower(value) as area_key,
        include_children
    from source

)

select * from final
