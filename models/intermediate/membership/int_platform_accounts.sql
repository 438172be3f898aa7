with

administrators as (

    select account_uid
    from {{ ref('stg_azure_devops__user_entitlement_projects') }}
    where lower(group_type) = 'projectadministrator'
    group by account_uid

),

azure_devops_accounts as (

    select
        account_uid,
        principal_name as username,
        principal_name_clear as username_clear,
        mail_address as email_primary,
        mail_address_clear as email_primary_clear,
        display_name,
        display_name_clear,
        account_status,
        account_type,
        is_guest_by_directory,
        is_deleted_in_origin,
        license_code,
        license_type,
        is_license_paid,
        created_at,
        last_sign_in_at,
        entra_object_id
    from {{ ref('stg_azure_devops__user_entitlements') }}
    union all
    select
        identity_id as account_uid,
        unique_name as username,
        unique_name_clear as username_clear,
        mail as email_primary,
        mail_clear as email_primary_clear,
        display_name,
        display_name_clear,
        'unknown' as account_status,
        case when split_part(descriptor, '.', 1) in ('aadsp', 'svc', 's2s', 'acs') then 'service' else 'human' end
            as account_type,
        is_guest_by_directory,
        is_deleted_in_origin,
        cast(null as string) as license_code,
        'none' as license_type,
        false as is_license_paid,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as last_sign_in_at,
        cast(null as string) as entra_object_id
    from {{ ref('int_identities_unentitled') }}

),

final as (

    select
        'azure_devops' as platform,
        accounts.account_uid,
        accounts.account_uid as account_uid_clear,
        accounts.username,
        accounts.username_clear,
        accounts.email_primary,
        accounts.email_primary_clear,
        cast(null as string) as other_emails_clear,
        cast(null as string) as verified_emails_clear,
        accounts.display_name,
        accounts.display_name_clear,
        accounts.account_status,
        accounts.account_type,
        accounts.is_guest_by_directory or {{ is_external_name('accounts.username_clear') }} as is_guest,
        administrators.account_uid is not null as is_admin,
        accounts.is_deleted_in_origin,
        accounts.license_code,
        accounts.license_type,
        accounts.is_license_paid,
        accounts.created_at,
        accounts.last_sign_in_at,
        true as is_sign_in_read,
        cast(null as timestamp) as loaded_at,
        cast(null as string) as person_id_clear,
        accounts.entra_object_id,
        cast(null as string) as employee_number_clear
    from azure_devops_accounts as accounts
    left join administrators on accounts.account_uid = administrators.account_uid
    union all
    select
        platform,
        account_uid,
        account_uid_clear,
        username,
        username_clear,
        email as email_primary,
        email_clear as email_primary_clear,
        other_emails_clear,
        verified_emails_clear,
        display_name,
        display_name_clear,
        account_status,
        account_type,
        coalesce(is_guest, false) as is_guest,
        coalesce(is_admin, false) as is_admin,
        cast(null as boolean) as is_deleted_in_origin,
        license_code,
        cast(null as string) as license_type,
        is_license_paid,
        created_at,
        last_sign_in_at,
        is_sign_in_read,
        loaded_at,
        person_id_clear,
        entra_object_id,
        employee_number_clear
    from {{ ref('stg_rosters__roster_accounts') }}

)

select * from final
