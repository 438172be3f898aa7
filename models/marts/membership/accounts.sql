with

accounts as (

    select * from {{ ref('int_accounts') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        accounts.platform,
        accounts.account_uid,
        accounts.username,
        accounts.email_primary,
        accounts.display_name,
        accounts.account_status,
        accounts.account_type,
        accounts.is_guest,
        accounts.is_admin,
        accounts.is_deleted_in_origin,
        accounts.license_code,
        accounts.license_type,
        accounts.is_license_paid,
        accounts.estimated_monthly_cost,
        accounts.created_at,
        accounts.last_sign_in_at,
        accounts.roster_loaded_at,
        accounts.is_roster_complete,
        accounts.person_id,
        accounts.match_method,
        accounts.match_confidence,
        accounts.match_evidence,
        run_context.organization,
        run_context.as_of
    from accounts
    cross join run_context

)

select * from final
