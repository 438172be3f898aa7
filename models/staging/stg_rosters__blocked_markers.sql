with

source as (

    select * from {{ source('raw', 'blocked_markers') }}

),

final as (

    select
        line_number,
        project_id,
        marker,
        name
    from source

)

select * from final
