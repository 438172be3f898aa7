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
        {{ pseudonym('directory_alias') }} as directory_alias,
        domain as directory_domain,
        {{ pseudonym('principal_name') }} as principal_name,
        principal_name as principal_name_clear,
        {{ pseudonym('mail_address') }} as mail_address,
        mail_address as mail_address_clear,
        case when lower(origin) = 'aad' then origin_id end as entra_object_id,
        {{ pseudonym('display_name') }} as display_name,
        display_name as display_name_clear,
        descriptor,
        coalesce(is_deleted_in_origin, false) as is_deleted_in_origin,
        {{ account_status() }} as account_status,
        case
            when lower(subject_kind) = 'serviceprincipal' then 'service'
            when lower(meta_type) in ('application', 'managedidentity') then 'service'
            else 'human'
        end as account_type,
        coalesce(lower(meta_type) = 'guest', false)
        or {{ is_external_name('directory_alias') }} as is_guest_by_directory,
        account_license_type as license_code,
        {{ license_type() }} as license_type,
        {{ has_account_license() }} as has_account_license,
        {{ is_license_paid() }} as is_license_paid,
        lower(assignment_source) as assignment_source,
        lower(licensing_source) as licensing_source,
        {{ utc_timestamp('date_created') }} as created_at,
        {{ utc_timestamp('last_accessed_date') }} as last_sign_in_at
    from source

)

select * from final
