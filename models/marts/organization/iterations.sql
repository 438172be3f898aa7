with

nodes as (

    select * from {{ ref('stg_azure_devops__classification_nodes') }}
    where structure_type = 'iteration'

),

projects as (

    select * from {{ ref('int_projects') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        nodes.node_uid as iteration_id,
        nodes.project_id,
        nodes.node_name as iteration_name,
        nodes.node_path as iteration_path,
        nodes.start_date,
        nodes.finish_date,
        run_context.organization,
        run_context.as_of
    from nodes
    cross join run_context
    inner join projects on nodes.project_id = projects.project_id
    where projects.is_selected

)

select * from final
