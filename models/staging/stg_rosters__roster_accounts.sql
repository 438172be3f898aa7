with

platforms as (

    select * from {{ ref('stg_run__platforms') }}

),

-- A platform that this run could not read keeps the rows of its last complete load.
latest_loads as (

    select
        platforms.platform,
        max(loads.loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }} as loads
    inner join platforms on loads.resource = 'roster_' || platforms.platform
    group by platforms.platform

),

source as (

    select accounts.*
    from {{ source('raw', 'roster_accounts') }} as accounts
    inner join latest_loads
        on
            accounts.platform = latest_loads.platform
            and accounts.loaded_at = latest_loads.loaded_at

),

final as (

    select
        platform,
        account_uid,
        username,
        email,
        other_emails,
        verified_emails,
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
        is_license_paid,
        start_date,
        end_date,
        {{ utc_timestamp('created_at') }} as created_at,
        {{ utc_timestamp('last_sign_in_at') }} as last_sign_in_at,
        {{ utc_timestamp('loaded_at') }} as loaded_at,
        line_number
    from source

)

select * from final
