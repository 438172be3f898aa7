with

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'user_entitlements'

),

source as (

    select loads.*
    from {{ source('raw', 'user_entitlements') }} as loads
    inner join latest_load on loads.loaded_at = latest_load.loaded_at

),

final as (

    select
        lower(id) as account_uid,
        subject_kind,
        meta_type,
        directory_alias,
        domain as directory_domain,
        principal_name,
        mail_address,
        origin,
        origin_id,
        display_name,
        descriptor,
        is_deleted_in_origin,
        account_license_type as license_code,
        licensing_source,
        msdn_license_type,
        license_display_name,
        status as license_status,
        assignment_source,
        {{ utc_timestamp('date_created') }} as created_at,
        {{ utc_timestamp('last_accessed_date') }} as last_sign_in_at
    from source

)

select * from final
