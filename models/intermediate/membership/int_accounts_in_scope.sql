with

accounts as (

    select * from {{ ref('int_accounts') }}
    where is_roster_complete

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        accounts.*,
        run_context.as_of_date,
        run_context.authority_platform,
        coalesce(accounts.display_name, accounts.username, accounts.account_uid) as account_name,
        coalesce(accounts.email_primary, accounts.username) as account_email,
        case when accounts.platform = 'azure_devops' then accounts.account_uid end as identity_id,
        {{ elapsed_days('accounts.created_at', 'accounts.as_of') }} as age_days,
        case
            when accounts.is_sign_in_read or accounts.last_sign_in_at is not null
                then
                    {{ elapsed_days('coalesce(accounts.last_sign_in_at, accounts.created_at)', 'accounts.as_of') }}
        end as inactive_days
    from accounts
    cross join run_context
    where
        run_context.authority_platform is null
        or accounts.platform <> run_context.authority_platform

)

select * from final
