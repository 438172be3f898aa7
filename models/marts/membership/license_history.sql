with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

license_history as (

    select * from {{ ref('int_license_history') }}

),

final as (

    select
        license_history.account_uid,
        license_history.valid_from,
        license_history.valid_to,
        license_history.license_type,
        license_history.license_code,
        license_history.assignment_source,
        license_history.status,
        license_history.monthly_cost,
        run_context.organization,
        run_context.as_of
    from license_history
    cross join run_context

)

select * from final
