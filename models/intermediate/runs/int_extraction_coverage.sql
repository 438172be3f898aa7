with

this_run as (

    select
        run_context.run_id,
        run_context.started_at,
        coverage.resource,
        coverage.scope,
        coverage.status,
        coverage.row_count,
        coverage.request_count,
        coverage.is_complete,
        coverage.message,
        run_context.organization,
        run_context.as_of
    from {{ ref('stg_run__coverage') }} as coverage
    cross join {{ ref('stg_run__run_context') }} as run_context

)

{{ with_history('this_run', ref('stg_history__extraction_coverage'), [
    'run_id',
    'started_at',
    'resource',
    'scope',
    'status',
    'row_count',
    'request_count',
    'is_complete',
    'message',
    'organization',
    'as_of',
]) }}
