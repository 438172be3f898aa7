with

listed as (

    select * from {{ ref('license_prices') }}

),

agreed as (

    select * from {{ ref('stg_rosters__license_prices') }}

),

final as (

    select
        coalesce(agreed.license_code, listed.license_code) as license_code,
        coalesce(agreed.usd_per_month, listed.usd_per_month) as usd_per_month,
        coalesce(agreed.free_count, listed.free_count, 0) as free_count
    from listed
    full outer join agreed on listed.license_code = agreed.license_code

)

select * from final
