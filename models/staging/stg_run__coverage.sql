with

source as (

    select * from {{ source('raw', 'coverage') }}

),

final as (

    select
        resource,
        scope,
        status,
        row_count,
        request_count,
        is_complete,
        message
    from source

)

select * from final
