with

coverage as (

    select * from {{ ref('stg_run__coverage') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

this_run as (

    select
        run_context.organization,
        run_context.as_of,
        run_context.run_id,
        run_context.started_at,
        coverage.resource,
        coverage.scope,
        coverage.status,
        coverage.row_count,
        coverage.request_count,
        coverage.is_complete,
        coverage.message
    from coverage
    cross join run_context

),

earlier_runs as (

    select
        organization,
        as_of,
        run_id,
        started_at,
        resource,
        scope,
        status,
        row_count,
        request_count,
        is_complete,
        message
    from {{ source('history', 'extraction_coverage') }} as earlier
    where not exists (
        select 1 from run_context
        where run_context.is_historical or run_context.run_id = earlier.run_id
    )

),

final as (

    select * from this_run
    union all
    select * from earlier_runs

)

select * from final
