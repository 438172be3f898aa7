with

source as (

    select * from {{ source('raw', 'platforms') }}

),

final as (

    select platform
    from source

)

select * from final
