with

entitlements as (

    select * from {{ ref('stg_azure_devops__user_entitlements') }}

),

final as (

    select
        account_uid,
        principal_name as username,
        mail_address as email_primary,
        display_name,
        case lower(license_status)
            when 'active' then 'active'
            when 'pending' then 'pending'
            when 'disabled' then 'suspended'
            when 'pendingdisabled' then 'suspended'
            when 'expired' then 'suspended'
            when 'deleted' then 'deprovisioned'
            else 'unknown'
        end as account_status,
        case
            when lower(subject_kind) = 'serviceprincipal' then 'service'
            when lower(meta_type) in ('application', 'managedidentity') then 'service'
            else 'human'
        end as account_type,
        coalesce(lower(meta_type) = 'guest', false) as is_guest_by_type,
        coalesce(is_deleted_in_origin, false) as is_deleted_in_origin,
        license_code,
        coalesce(
            lower(license_code) in ('express', 'advanced', 'professional')
            and lower(licensing_source) = 'account'
            and lower(license_status) = 'active',
            false
        ) as is_license_paid,
        case when lower(origin) = 'aad' then origin_id end as entra_object_id,
        created_at,
        last_sign_in_at
    from entitlements

)

select * from final
