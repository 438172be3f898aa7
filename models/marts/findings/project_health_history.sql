with

this_run as (

    select
        run_context.run_id,
        health.*,
        run_context.organization,
        run_context.as_of
    from {{ ref('int_project_health') }} as health
    cross join {{ ref('stg_run__run_context') }} as run_context

)

{{ with_history(
    'this_run',
    source('history', 'project_health_history'),
    ['run_id', 'project_id', 'project_name']
    + health_history_columns()
    + ['organization', 'as_of']
) }}
