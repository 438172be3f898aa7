with

complete_loads as (

    select
        resource,
        loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    group by
        resource,
        loaded_at

),

source as (

    select accounts.*
    from {{ source('raw', 'roster_accounts') }} as accounts
    inner join complete_loads
        on
            'roster_' || accounts.platform = complete_loads.resource
            and accounts.loaded_at = complete_loads.loaded_at

),

final as (

    select
        {{ utc_timestamp('loaded_at') }} as loaded_at,
        platform,
        line_number,
        account_status,
        is_license_paid
    from source

)

select * from final
