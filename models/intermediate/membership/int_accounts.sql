with

united as (

    select * from {{ ref('int_accounts_united') }}

),

account_persons as (

    select * from {{ ref('int_accounts_with_person') }}

),

platforms as (

    select * from {{ ref('int_platforms') }}

),

license_prices as (

    select * from {{ ref('license_prices') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        united.platform,
        {{ pseudonymous_id('united.account_uid') }} as account_uid,
        {{ pseudonym('united.username') }} as username,
        {{ pseudonym('united.email_primary') }} as email_primary,
        {{ pseudonym('united.display_name') }} as display_name,
        united.account_status,
        united.account_type,
        united.is_guest,
        united.is_admin,
        united.is_deleted_in_origin,
        united.license_code,
        united.is_license_paid,
        case
            when united.is_license_paid then license_prices.usd_per_month
        end as estimated_monthly_cost,
        united.created_at,
        united.last_sign_in_at,
        coalesce(united.loaded_at, platforms.loaded_at) as roster_loaded_at,
        coalesce(platforms.is_complete, false) as is_roster_complete,
        {{ pseudonymous_id('account_persons.person_id') }} as person_id,
        account_persons.match_method,
        account_persons.match_confidence,
        account_persons.match_evidence
    from united
    cross join run_context
    left join platforms on united.platform = platforms.platform
    left join license_prices on lower(united.license_code) = license_prices.license_code
    left join account_persons
        on
            united.platform = account_persons.platform
            and united.account_uid = account_persons.account_uid

)

select * from final
