with

source as (

    select * from {{ source('raw', 'calendar_days') }}

),

final as (

    select
        calendar_date,
        starts_at,
        ends_at
    from source

)

select * from final
