with

source as (

    select * from {{ source('raw', 'roster_expectations') }}

),

final as (

    select
        line_number,
        lower(trim(platform)) as platform_key,
        lower(trim(attribute)) as attribute,
        lower(trim(value)) as value_key_clear
    from source

)

select * from final
