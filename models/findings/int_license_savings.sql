with

history as (

    select * from {{ ref('int_license_history') }}

),

bounds as (

    select
        max(last_loaded_at) as last_loaded_at,
        min(valid_from) as first_loaded_at
    from history

),

-- A month before the last load, or the first retained load if that is later.
baseline as (

    select
        case
            when first_loaded_at = last_loaded_at then null
            else greatest({{ dbt.dateadd('day', -30, 'last_loaded_at') }}, first_loaded_at)
        end as saving_since_at
    from bounds

),

-- What was paid then, and what these accounts have now.
compared as (

    select
        earlier.account_uid,
        earlier_prices.license_code as license_before,
        case
            when current_license.account_uid is null or not current_license.is_license_paid then null
            when current_prices.usd_per_month < earlier_prices.usd_per_month then current_prices.license_code
            else earlier_prices.license_code
        end as license_after
    from baseline
    inner join history as earlier
        on
            baseline.saving_since_at >= earlier.valid_from
            and (earlier.valid_to is null or baseline.saving_since_at < earlier.valid_to)
    inner join {{ ref('int_license_prices') }} as earlier_prices
        on lower(earlier.license_code) = earlier_prices.license_code
    left join history as current_license
        on earlier.account_uid = current_license.account_uid and current_license.valid_to is null
    left join {{ ref('int_license_prices') }} as current_prices
        on lower(current_license.license_code) = current_prices.license_code
    where earlier.is_license_paid

),

counted as (

    select
        license_before as license_code,
        1 as licenses_before,
        0 as licenses_after
    from compared
    union all
    select
        license_after as license_code,
        0 as licenses_before,
        1 as licenses_after
    from compared
    where license_after is not null

),

bills as (

    select
        prices.usd_per_month * greatest(sum(counted.licenses_before) - prices.free_count, 0) as bill_before,
        prices.usd_per_month * greatest(sum(counted.licenses_after) - prices.free_count, 0) as bill_after
    from counted
    inner join {{ ref('int_license_prices') }} as prices on counted.license_code = prices.license_code
    group by prices.license_code, prices.usd_per_month, prices.free_count

),

final as (

    select
        baseline.saving_since_at,
        case
            when baseline.saving_since_at is not null
                then greatest(coalesce((select sum(bills.bill_before - bills.bill_after) from bills), 0), 0)
        end as realized_monthly_saving
    from baseline

)

select * from final
