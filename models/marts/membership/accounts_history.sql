with

loads as (

    select
        loaded_at,
        'azure_devops' as platform,
        license_type,
        account_status,
        is_license_paid
    from {{ ref('stg_azure_devops__user_entitlement_loads') }}
    union all
    select
        loaded_at,
        platform,
        cast(null as string) as license_type,
        account_status,
        is_license_paid
    from {{ ref('stg_rosters__roster_account_loads') }}

),

counts as (

    select
        loaded_at,
        platform,
        license_type,
        account_status,
        count(*) as accounts,
        count(case when is_license_paid then 1 end) as paid_accounts
    from loads
    group by
        loaded_at,
        platform,
        license_type,
        account_status

),

final as (

    select
        counts.loaded_at,
        counts.platform,
        counts.license_type,
        counts.account_status,
        counts.accounts,
        counts.paid_accounts,
        run_context.organization,
        run_context.as_of
    from counts
    cross join {{ ref('stg_run__run_context') }} as run_context

)

select * from final
