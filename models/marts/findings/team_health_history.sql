with

this_run as (

    select
        run_context.run_id,
        health.*,
        run_context.organization,
        run_context.as_of
    from {{ ref('int_team_health') }} as health
    cross join {{ ref('stg_run__run_context') }} as run_context

)

{{ with_history('this_run', source('history', 'team_health_history'), [
    'run_id',
    'team_id',
    'team_name',
    'project_id',
    'project_name',
    'open_findings',
    'velocity_findings',
    'backlog_findings',
    'dependency_findings',
    'membership_findings',
    'compliance_findings',
    'data_quality_findings',
    'delivery_reliability',
    'delivery_iterations',
    'open_items',
    'aging_share',
    'open_dependencies',
    'dependency_risk_share',
    'complete_resources',
    'all_resources',
    'organization',
    'as_of',
]) }}
