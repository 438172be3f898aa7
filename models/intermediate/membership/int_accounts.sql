with

accounts as (

    select * from {{ ref('int_platform_accounts') }}

),

matches as (

    select * from {{ ref('int_matches') }}

),

platforms as (

    select * from {{ ref('int_platforms') }}

),

license_costs as (

    select * from {{ ref('int_license_costs') }}

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
        license_costs.estimated_monthly_cost,
        accounts.created_at,
        accounts.last_sign_in_at,
        accounts.is_sign_in_read,
        coalesce(accounts.loaded_at, platforms.loaded_at) as roster_loaded_at,
        coalesce(platforms.is_complete, false) as is_roster_complete,
        matches.person_id,
        matches.match_method,
        matches.match_confidence,
        matches.match_evidence,
        run_context.as_of
    from accounts
    cross join run_context
    left join platforms on accounts.platform = platforms.platform
    left join license_costs
        on
            accounts.platform = license_costs.platform
            and accounts.account_uid = license_costs.account_uid
    left join matches
        on
            accounts.platform = matches.platform
            and accounts.account_uid = matches.account_uid

)

select * from final
