with

accounts as (

    select
        *,
        case when username like '%_@_%' then username end as username_as_email
    from {{ ref('int_accounts_united') }}

),

manual_links as (

    select
        accounts.platform,
        accounts.account_uid,
        'manual' as match_method,
        'manual_links.csv line ' || manual_links.line_number as place,
        manual_links.person_id as key_value
    from {{ ref('stg_rosters__manual_links') }} as manual_links
    inner join accounts
        on
            manual_links.platform_key = lower(accounts.platform)
            and manual_links.account_uid = accounts.account_uid
    where manual_links.is_same

),

other_emails as (

    select
        platform,
        account_uid,
        {{ explode_text('other_emails', ';') }} as other_email
    from accounts

),

verified_emails as (

    select
        platform,
        account_uid,
        {{ explode_text('verified_emails', ';') }} as verified_email
    from accounts

),

final as (

    select * from manual_links
    union all
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
    union all
    {{ keys_from('verified_emails', 'verified_email', 'verified_emails', 'lower(verified_email)') }}

)

select * from final
