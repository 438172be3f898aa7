-- Findings about access count where people are; all others count in their own project, and there once.
with

standing as (

    select
        project_id,
        family,
        count(*) as finding_count
    from {{ ref('findings') }}
    where status in ('new', 'in_progress') and family <> 'membership'
    group by
        project_id,
        family

),

expected as (

    select
        project_id,
        sum(case when family = 'velocity' then finding_count end) as velocity_findings,
        sum(case when family = 'backlog' then finding_count end) as backlog_findings,
        sum(case when family = 'dependency' then finding_count end) as dependency_findings,
        sum(case when family = 'compliance' then finding_count end) as compliance_findings,
        sum(case when family = 'data_quality' then finding_count end) as data_quality_findings,
        sum(finding_count) as all_findings
    from standing
    group by project_id

)

select health.*
from {{ ref('project_health') }} as health
left join expected on health.project_id = expected.project_id
where
    coalesce(health.velocity_findings, 0) <> coalesce(expected.velocity_findings, 0)
    or coalesce(health.backlog_findings, 0) <> coalesce(expected.backlog_findings, 0)
    or coalesce(health.dependency_findings, 0) <> coalesce(expected.dependency_findings, 0)
    or coalesce(health.compliance_findings, 0) <> coalesce(expected.compliance_findings, 0)
    or coalesce(health.data_quality_findings, 0) <> coalesce(expected.data_quality_findings, 0)
    or health.open_findings <> coalesce(expected.all_findings, 0) + coalesce(health.membership_findings, 0)
    or (health.backlog_highest_severity is null) <> (coalesce(health.backlog_findings, 0) = 0)
    or health.delivery_reliability < 0
    or health.aging_share not between 0 and 1
    or health.dependency_risk_share not between 0 and 1
