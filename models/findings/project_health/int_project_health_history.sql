with

measured as (

    select * from {{ ref('int_projects_measured') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

this_run as (

    select
        run_context.organization,
        run_context.as_of,
        run_context.run_id,
        measured.project_id,
        measured.project_name,
        measured.standing_findings,
        measured.velocity_findings,
        measured.backlog_findings,
        measured.dependency_findings,
        measured.membership_findings,
        measured.compliance_findings,
        measured.data_quality_findings,
        measured.delivery_reliability,
        measured.delivery_iterations,
        measured.open_items,
        measured.aging_share,
        measured.open_dependencies,
        measured.dependency_risk_share,
        measured.complete_resources,
        measured.all_resources
    from measured
    cross join run_context

),

earlier_runs as (

    select
        organization,
        as_of,
        run_id,
        project_id,
        project_name,
        standing_findings,
        velocity_findings,
        backlog_findings,
        dependency_findings,
        membership_findings,
        compliance_findings,
        data_quality_findings,
        delivery_reliability,
        delivery_iterations,
        open_items,
        aging_share,
        open_dependencies,
        dependency_risk_share,
        complete_resources,
        all_resources
    from {{ source('history', 'project_health_history') }} as earlier
    where not exists (
        select 1 from run_context
        where run_context.is_historical or run_context.run_id = earlier.run_id
    )

),

final as (

    select * from this_run
    union all
    select * from earlier_runs

)

select * from final
