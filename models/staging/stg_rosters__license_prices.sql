with

source as (

    select * from {{ source('raw', 'license_prices') }}

),

final as (

    select
        line_number,
        license_code,
        usd_per_month,
        free_count
    from source

)

select * from final
