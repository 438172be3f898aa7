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

subscriptions as (

    select
        *,
        coalesce(lower(licensing_source) = 'msdn', false)
        or coalesce(lower(msdn_license_type), 'none') not in ('none', 'eligible', '') as has_visual_studio,
        coalesce(lower(git_hub_license_type), 'none') not in ('none', '') as has_github_enterprise
    from source

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
        case lower(status)
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
        coalesce(lower(meta_type) = 'guest', false)
        or {{ is_external_name('directory_alias') }} as is_guest_by_directory,
        account_license_type as license_code,
        case
            when has_visual_studio then 'visual_studio'
            when has_github_enterprise then 'github_enterprise'
            when lower(account_license_type) = 'stakeholder' then 'stakeholder'
            when lower(account_license_type) = 'express' then 'basic'
            when lower(account_license_type) = 'advanced' then 'basic_test_plans'
            when coalesce(lower(account_license_type), 'none') = 'none' then 'none'
            else 'other'
        end as license_type,
        coalesce(
            lower(account_license_type) in ('express', 'advanced', 'professional')
            and lower(licensing_source) = 'account'
            and lower(status) = 'active'
            and not has_visual_studio
            and not has_github_enterprise,
            false
        ) as is_license_paid,
        {{ utc_timestamp('date_created') }} as created_at,
        {{ utc_timestamp('last_accessed_date') }} as last_sign_in_at
    from subscriptions

)

select * from final
