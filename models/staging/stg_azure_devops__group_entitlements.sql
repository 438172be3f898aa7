with

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'group_entitlements'

),

source as (

    select loads.*
    from {{ source('raw', 'group_entitlements') }} as loads
    inner join latest_load on loads.loaded_at = latest_load.loaded_at

),

final as (

    select
        lower(id) as group_uid,
        {{ pseudonym('display_name') }} as display_name,
        origin,
        origin_id,
        descriptor,
        account_license_type as license_code,
        licensing_source,
        status as rule_status,
        {{ utc_timestamp('last_executed') }} as executed_at
    from source

)

select * from final
