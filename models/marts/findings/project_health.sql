with

measured as (

    select * from {{ ref('int_project_health') }}

),

a_week_ago as (

    select * from {{ ref('int_project_baselines') }}
    where days_back = 7

),

four_weeks_ago as (

    select * from {{ ref('int_project_baselines') }}
    where days_back = 28

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        measured.project_id,
        measured.project_name,
        measured.open_findings,
        measured.velocity_findings,
        measured.velocity_highest_severity,
        measured.velocity_highest_severity_id,
        measured.backlog_findings,
        measured.backlog_highest_severity,
        measured.backlog_highest_severity_id,
        measured.dependency_findings,
        measured.dependency_highest_severity,
        measured.dependency_highest_severity_id,
        measured.membership_findings,
        measured.membership_highest_severity,
        measured.membership_highest_severity_id,
        measured.compliance_findings,
        measured.compliance_highest_severity,
        measured.compliance_highest_severity_id,
        measured.data_quality_findings,
        measured.data_quality_highest_severity,
        measured.data_quality_highest_severity_id,
        measured.delivery_reliability,
        measured.delivery_iterations,
        measured.open_items,
        measured.aging_share,
        measured.open_dependencies,
        measured.late_dependencies,
        measured.violated_dependencies,
        measured.broken_dependencies,
        measured.circular_dependencies,
        measured.unscheduled_dependencies,
        measured.dependency_risk_share,
        measured.complete_resources,
        measured.all_resources,
        {{ health_changes('week', 'measured', 'a_week_ago') }},
        {{ health_changes('four_weeks', 'measured', 'four_weeks_ago') }},
        run_context.organization,
        run_context.as_of
    from measured
    cross join run_context
    left join a_week_ago on measured.project_id = a_week_ago.project_id
    left join four_weeks_ago on measured.project_id = four_weeks_ago.project_id

)

select * from final
