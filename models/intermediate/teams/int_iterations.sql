with

nodes as (

    select
        *,
        start_date is not null and finish_date is not null as is_dated
    from {{ ref('stg_azure_devops__classification_nodes') }}
    where structure_type = 'iteration'

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

-- A plan for the future that was given up leaves nothing; an iteration that had started stays.
started as (

    select known_iterations.*
    from {{ ref('stg_azure_devops__known_iterations') }} as known_iterations
    inner join calendar_days on cast(known_iterations.noted_at as date) = calendar_days.calendar_date
    where known_iterations.start_date <= {{ local_date('known_iterations.noted_at', 'calendar_days') }}

),

final as (

    select
        coalesce(nodes.node_uid, started.iteration_id) as iteration_id,
        coalesce(nodes.project_id, started.project_id) as project_id,
        nodes.node_path as iteration_path,
        coalesce(nodes.is_first_of_path, false) as is_first_of_path,
        case when nodes.is_dated or started.iteration_id is null then nodes.start_date else started.start_date end
            as start_date,
        case when nodes.is_dated or started.iteration_id is null then nodes.finish_date else started.finish_date end
            as finish_date,
        nodes.node_uid is null as is_deleted
    from nodes
    full outer join started on nodes.node_uid = started.iteration_id

)

select * from final
