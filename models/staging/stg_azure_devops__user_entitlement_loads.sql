with

complete_loads as (

    select loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'user_entitlements'
    group by loaded_at

),

source as (

    select loads.*
    from {{ source('raw', 'user_entitlements') }} as loads
    inner join complete_loads on loads.loaded_at = complete_loads.loaded_at

),

final as (

    select
        {{ utc_timestamp('loaded_at') }} as loaded_at,
        lower(id) as account_uid,
        account_license_type as license_code,
        {{ license_type() }} as license_type,
        {{ is_license_paid() }} as is_license_paid,
        assignment_source,
        status,
        {{ account_status() }} as account_status,
        {{ utc_timestamp('date_created') }} as created_at,
        {{ utc_timestamp('last_accessed_date') }} as last_sign_in_at
    from source

)

select * from final
