with

health as (

    select * from {{ ref('int_team_health') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        health.team_id,
        health.team_name,
        health.project_id,
        health.project_name,
        health.open_findings,
        health.velocity_findings,
        health.velocity_highest_severity,
        health.backlog_findings,
        health.backlog_highest_severity,
        health.dependency_findings,
        health.dependency_highest_severity,
        health.membership_findings,
        health.membership_highest_severity,
        health.compliance_findings,
        health.compliance_highest_severity,
        health.data_quality_findings,
        health.data_quality_highest_severity,
        health.delivery_reliability,
        health.delivery_iterations,
        health.open_items,
        health.aging_share,
        health.open_dependencies,
        health.late_dependencies,
        health.violated_dependencies,
        health.broken_dependencies,
        health.circular_dependencies,
        health.unscheduled_dependencies,
        health.dependency_risk_share,
        health.complete_resources,
        health.all_resources,
        run_context.organization,
        run_context.as_of
    from health
    cross join run_context

)

select * from final
