with

source as (

    select * from {{ source('raw', 'group_entitlements') }}

),

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'group_entitlements'

),

final as (

    select
        lower(id) as group_uid,
        display_name,
        origin,
        origin_id,
        descriptor,
        account_license_type as license_code,
        licensing_source,
        status as rule_status,
        {{ utc_timestamp('last_executed') }} as executed_at
    from source
    inner join latest_load on source.loaded_at = latest_load.loaded_at

)

select * from final
