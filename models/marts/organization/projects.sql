with

projects as (

    select * from {{ ref('int_projects') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        projects.project_id,
        projects.project_name,
        projects.process,
        projects.project_url as url,
        run_context.organization,
        run_context.as_of
    from projects
    cross join run_context
    where projects.is_selected

)

select * from final
