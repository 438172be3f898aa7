with

source as (

    select * from {{ source('raw', 'known_areas') }}

),

final as (

    select
        area_id as node_id,
        project_id
    from source

)

select * from final
