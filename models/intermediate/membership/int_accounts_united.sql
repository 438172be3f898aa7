with

azure_devops_accounts as (

    select * from {{ ref('int_accounts_azure_devops') }}

),

roster_accounts as (

    select * from {{ ref('stg_rosters__roster_accounts') }}

),

final as (

    select
        'azure_devops' as platform,
        account_uid,
        username,
        email_primary,
        cast(null as string) as other_emails,
        cast(null as string) as verified_emails,
        display_name,
        account_status,
        account_type,
        is_guest,
        is_admin,
        is_deleted_in_origin,
        license_code,
        is_license_paid,
        created_at,
        last_sign_in_at,
        cast(null as timestamp) as loaded_at,
        cast(null as string) as manual_person_id,
        entra_object_id,
        cast(null as string) as employee_number
    from azure_devops_accounts
    union all
    select
        platform,
        account_uid,
        username,
        email as email_primary,
        other_emails,
        verified_emails,
        display_name,
        account_status,
        account_type,
        coalesce(is_guest, false) as is_guest,
        coalesce(is_admin, false) as is_admin,
        cast(null as boolean) as is_deleted_in_origin,
        license_code,
        is_license_paid,
        created_at,
        last_sign_in_at,
        loaded_at,
        person_id as manual_person_id,
        entra_object_id,
        employee_number
    from roster_accounts

)

select * from final
