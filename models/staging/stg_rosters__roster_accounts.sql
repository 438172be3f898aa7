with

platforms as (

    select * from {{ source('raw', 'platforms') }}

),

-- A platform that this run could not read has the rows of its last complete load.
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

naming_ids as (

    {{ ids_that_name(source('raw', 'roster_accounts')) }}

),

identified as (

    select
        *,
        {{ own_person_id() }} as own_person_id,
        lower(account_uid) in (select naming_ids.naming_id from naming_ids) as is_uid_a_name,
        lower({{ own_person_id() }}) in (select naming_ids.naming_id from naming_ids) as is_person_id_a_name
    from source

),

final as (

    select
        platform,
        {{ pseudonymous_id('account_uid', 'is_uid_a_name') }} as account_uid,
        account_uid as account_uid_clear,
        {{ pseudonym('username') }} as username,
        username as username_clear,
        {{ pseudonym('email') }} as email,
        email as email_clear,
        other_emails as other_emails_clear,
        verified_emails as verified_emails_clear,
        {{ pseudonym('display_name') }} as display_name,
        display_name as display_name_clear,
        {{ pseudonym('employee_number') }} as employee_number,
        employee_number as employee_number_clear,
        entra_object_id,
        person_id as person_id_clear,
        {{ pseudonymous_id('own_person_id', 'is_person_id_a_name') }} as own_person_id,
        own_person_id as own_person_id_clear,
        employment_status,
        account_status,
        account_type,
        {{ pseudonym('manager') }} as manager,
        manager as manager_clear,
        department,
        employment_type,
        license_code,
        other_columns as other_columns_clear,
        is_guest,
        is_admin,
        is_license_paid,
        coalesce(is_sign_in_read, true) as is_sign_in_read,
        start_date,
        end_date,
        {{ utc_timestamp('created_at') }} as created_at,
        {{ utc_timestamp('last_sign_in_at') }} as last_sign_in_at,
        {{ utc_timestamp('loaded_at') }} as loaded_at,
        line_number
    from identified

)

select * from final
