with

authority_accounts as (

    select * from {{ ref('int_accounts_of_authority') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        {{ pseudonymous_id('authority_accounts.own_person_id') }} as person_id,
        {{ pseudonym('authority_accounts.display_name') }} as display_name,
        {{ pseudonym('authority_accounts.email') }} as email,
        authority_accounts.employee_number,
        authority_accounts.employment_status,
        authority_accounts.employment_type,
        authority_accounts.department,
        {{ pseudonym('authority_accounts.manager') }} as manager,
        authority_accounts.start_date,
        authority_accounts.end_date,
        {{ pseudonymous_id('authority_accounts.account_uid') }} as account_uid,
        authority_accounts.account_status
    from authority_accounts
    cross join run_context
    where authority_accounts.is_first_line

)

select * from final
