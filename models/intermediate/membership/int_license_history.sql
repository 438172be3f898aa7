with

entitlements as (

    select * from {{ ref('stg_azure_devops__user_entitlement_loads') }}

),

loads as (

    select
        loaded_at,
        row_number() over (order by loaded_at) as load_number,
        lead(loaded_at) over (order by loaded_at) as next_loaded_at
    from entitlements
    group by loaded_at

),

-- The paid licenses of each load, in the order in which they are free.
seats as (

    select
        entitlements.loaded_at,
        entitlements.account_uid,
        license_prices.usd_per_month,
        license_prices.free_count,
        {{ seat_number('entitlements.loaded_at, license_prices.license_code', 'entitlements') }} as seat_number
    from entitlements
    inner join {{ ref('int_license_prices') }} as license_prices
        on lower(entitlements.license_code) = license_prices.license_code
    where entitlements.is_license_paid

),

priced as (

    select
        entitlements.*,
        loads.load_number,
        loads.next_loaded_at,
        entitlements.license_type || '/' || coalesce(entitlements.license_code, '') || '/'
        || cast(entitlements.is_license_paid as varchar) || '/' || coalesce(entitlements.assignment_source, '') || '/'
        || coalesce(entitlements.status, '') as license_key,
        case
            when not entitlements.is_license_paid then 0
            when seats.seat_number <= seats.free_count then 0
            else seats.usd_per_month
        end as monthly_cost
    from entitlements
    inner join loads on entitlements.loaded_at = loads.loaded_at
    left join seats on entitlements.loaded_at = seats.loaded_at and entitlements.account_uid = seats.account_uid

),

compared as (

    select
        *,
        coalesce(
            license_key <> lag(license_key) over in_order
            or load_number <> lag(load_number) over in_order + 1,
            true
        ) as is_changed
    from priced
    window in_order as (partition by account_uid order by load_number)

),

numbered as (

    select
        *,
        sum(case when is_changed then 1 else 0 end) over (
            partition by account_uid order by load_number rows between unbounded preceding and current row
        ) as period_number
    from compared

),

final as (

    select
        account_uid,
        loaded_at as last_loaded_at,
        license_type,
        license_code,
        is_license_paid,
        assignment_source,
        status,
        monthly_cost,
        created_at,
        min(loaded_at) over (partition by account_uid, period_number) as valid_from,
        next_loaded_at as valid_to
    from numbered
    -- the last load of the period: what the license cost when it was last there
    qualify row_number() over (partition by account_uid, period_number order by load_number desc) = 1

)

select * from final
