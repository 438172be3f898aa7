with

accounts as (

    select
        *,
        case when username like '%_@_%' then username end as username_as_email
    from {{ ref('int_accounts_united') }}

),

other_emails as (

    select
        platform,
        account_uid,
        {{ explode_text('other_emails', ';') }} as other_email
    from accounts

),

final as (

    {{ keys_from('accounts', 'manual', 'person_id', 'manual_person_id') }}
    union all
    {{ keys_from('accounts', 'entra_object_id', 'entra_object_id', 'lower(entra_object_id)') }}
    union all
    {{ keys_from('accounts', 'employee_number', 'employee_number', 'employee_number') }}
    union all
    {{ keys_from('accounts', 'email', 'email', 'lower(email_primary)') }}
    union all
    {{ keys_from('accounts', 'email', 'username', 'lower(username_as_email)') }}
    union all
    {{ keys_from('other_emails', 'email', 'other_emails', 'lower(other_email)') }}

)

select * from final
