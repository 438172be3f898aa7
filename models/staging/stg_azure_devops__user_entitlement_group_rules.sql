with

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'user_entitlement_group_rules'

),

source as (

    select loads.*
    from {{ source('raw', 'user_entitlement_group_rules') }} as loads
    inner join latest_load on loads.loaded_at = latest_load.loaded_at

),

final as (

    select
        lower(user_id) as account_uid,
        lower(group_id) as group_uid,
        {{ pseudonym('group_display_name') }} as group_display_name,
        account_license_type as license_code,
        lower(licensing_source) as licensing_source,
        lower(status) as rule_status
    from source

)

select * from final
