with

paid as (

    select
        accounts.platform,
        accounts.account_uid,
        license_prices.usd_per_month,
        license_prices.free_count,
        {{ seat_number('accounts.platform, license_prices.license_code', 'accounts') }} as seat_number
    from {{ ref('int_platform_accounts') }} as accounts
    inner join {{ ref('int_license_prices') }} as license_prices
        on lower(accounts.license_code) = license_prices.license_code
    where accounts.is_license_paid

),

final as (

    select
        platform,
        account_uid,
        case when seat_number > free_count then usd_per_month else 0 end as estimated_monthly_cost
    from paid

)

select * from final
