with

projects as (

    select * from {{ ref('int_projects') }}
    where is_selected

),

judged as (

    select * from {{ ref('int_projects_judged') }}

),

delivering as (

    select * from {{ ref('int_projects_delivering') }}

),

aging as (

    select * from {{ ref('int_projects_aging') }}

),

waiting as (

    select * from {{ ref('int_projects_waiting') }}

),

-- Every resource is read for all projects at once.
resources as (

    select
        count(case when status = 'loaded' and is_complete then 1 end) as complete_resources,
        count(*) as all_resources
    from {{ ref('stg_run__coverage') }}

),

final as (

    select
        projects.project_name,
        judged.*,
        delivering.delivery_reliability,
        coalesce(delivering.delivery_iterations, 0) as delivery_iterations,
        coalesce(aging.open_items, 0) as open_items,
        1.0 * aging.aging_items / aging.open_items as aging_share,
        coalesce(waiting.open_dependencies, 0) as open_dependencies,
        coalesce(waiting.late_dependencies, 0) as late_dependencies,
        coalesce(waiting.violated_dependencies, 0) as violated_dependencies,
        coalesce(waiting.broken_dependencies, 0) as broken_dependencies,
        coalesce(waiting.circular_dependencies, 0) as circular_dependencies,
        coalesce(waiting.unscheduled_dependencies, 0) as unscheduled_dependencies,
        1.0 * waiting.dependencies_at_risk / waiting.open_dependencies as dependency_risk_share,
        resources.complete_resources,
        resources.all_resources
    from projects
    cross join resources
    inner join judged on projects.project_id = judged.project_id
    left join delivering on projects.project_id = delivering.project_id
    left join aging on projects.project_id = aging.project_id
    left join waiting on projects.project_id = waiting.project_id

)

select * from final
