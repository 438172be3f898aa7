with

-- The iterations that the rule low_delivery_reliability evaluates.
reliability as (

    select
        project_id,
        count(say_do_ratio) as delivery_iterations,
        percentile_cont(0.5) within group (order by say_do_ratio) as delivery_reliability
    from {{ with_thresholds(ref('int_velocity'), 'low_delivery_reliability') }}
    where recency <= window_size
    group by project_id

),

aging as (

    select
        project_id,
        count(*) as open_items,
        count(case when aging_band <> 'fresh' then 1 end) as aging_items
    from {{ ref('int_aging_bands') }}
    group by project_id

),

-- A dependency counts in the project of its successor.
dependencies as (

    select
        successor_project_id as project_id,
        count(*) as open_dependencies,
        count(case when is_late then 1 end) as late_dependencies,
        count(case when is_violated then 1 end) as violated_dependencies,
        count(case when is_broken then 1 end) as broken_dependencies,
        count(case when is_circular then 1 end) as circular_dependencies,
        count(case when is_unscheduled then 1 end) as unscheduled_dependencies,
        count(case when is_late or is_violated or is_broken or is_circular or is_unscheduled then 1 end)
            as dependencies_at_risk
    from {{ ref('int_dependencies') }}
    where is_successor_open and not is_satisfied
    group by successor_project_id

),

-- Every resource is read for all projects at once.
coverage as (

    select
        count(case when status = 'loaded' and is_complete then 1 end) as complete_resources,
        count(*) as all_resources
    from {{ ref('stg_run__coverage') }}

),

final as (

    select
        projects.project_id,
        projects.project_name,
        reliability.delivery_reliability,
        coalesce(reliability.delivery_iterations, 0) as delivery_iterations,
        coalesce(aging.open_items, 0) as open_items,
        1.0 * aging.aging_items / aging.open_items as aging_share,
        coalesce(dependencies.open_dependencies, 0) as open_dependencies,
        coalesce(dependencies.late_dependencies, 0) as late_dependencies,
        coalesce(dependencies.violated_dependencies, 0) as violated_dependencies,
        coalesce(dependencies.broken_dependencies, 0) as broken_dependencies,
        coalesce(dependencies.circular_dependencies, 0) as circular_dependencies,
        coalesce(dependencies.unscheduled_dependencies, 0) as unscheduled_dependencies,
        1.0 * dependencies.dependencies_at_risk / dependencies.open_dependencies as dependency_risk_share,
        coverage.complete_resources,
        coverage.all_resources
    from {{ ref('int_projects') }} as projects
    cross join coverage
    left join reliability on projects.project_id = reliability.project_id
    left join aging on projects.project_id = aging.project_id
    left join dependencies on projects.project_id = dependencies.project_id
    where projects.is_selected

)

select * from final
