with

-- A dependency counts where its successor waits, as in `project_health`.
dependencies as (

    select
        coalesce(successor_project_id, '') as project_id,
        coalesce(successor_team_id, '') as team_id,
        case when is_successor_open and not is_satisfied and is_late then 1 else 0 end as late_dependencies
    from {{ ref('int_dependencies') }}
    union all
    select
        project_id,
        team_id,
        0 as late_dependencies
    from {{ ref('int_metric_scopes') }}

),

totals as (

    select
        run_context.as_of_date as date,
        dependencies.project_id,
        dependencies.team_id,
        sum(dependencies.late_dependencies) as late_dependencies
    from dependencies
    cross join {{ ref('stg_run__run_context') }} as run_context
    group by
        run_context.as_of_date,
        dependencies.project_id,
        dependencies.team_id

),

final as (

    {{ metric_rows('totals', {'late_dependencies': 'late_dependencies'}) }}

)

select * from final
