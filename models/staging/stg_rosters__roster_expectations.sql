with

source as (

    select * from {{ source('raw', 'roster_expectations') }}

),

final as (

    select
        platform,
        department,
        employment_type,
        line_number
    from source

)

select * from final
