with

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'rosters'

),

source as (

    select loads.*
    from {{ source('raw', 'roster_accounts') }} as loads
    inner join latest_load on loads.loaded_at = latest_load.loaded_at

),

final as (

    select
        platform,
        account_uid,
        username,
        email,
        other_emails,
        display_name,
        employee_number,
        entra_object_id,
        person_id,
        employment_status,
        account_status,
        account_type,
        manager,
        department,
        employment_type,
        license_code,
        other_columns,
        is_guest,
        is_admin,
        start_date,
        end_date,
        {{ utc_timestamp('last_sign_in_at') }} as last_sign_in_at,
        {{ utc_timestamp('loaded_at') }} as loaded_at,
        line_number
    from source

)

select * from final
