with

counted as (

    select * from {{ ref('int_findings_counted') }}

),

final as (

    select
        project_id,
        cast(coalesce(sum(finding_count), 0) as bigint) as standing_findings,
        max(case when family = 'velocity' then finding_count end) as velocity_findings,
        max(case when family = 'velocity' then gravest_severity end) as velocity_gravest_severity,
        max(case when family = 'backlog' then finding_count end) as backlog_findings,
        max(case when family = 'backlog' then gravest_severity end) as backlog_gravest_severity,
        max(case when family = 'dependency' then finding_count end) as dependency_findings,
        max(case when family = 'dependency' then gravest_severity end) as dependency_gravest_severity,
        max(case when family = 'membership' then finding_count end) as membership_findings,
        max(case when family = 'membership' then gravest_severity end) as membership_gravest_severity,
        max(case when family = 'compliance' then finding_count end) as compliance_findings,
        max(case when family = 'compliance' then gravest_severity end) as compliance_gravest_severity,
        max(case when family = 'data_quality' then finding_count end) as data_quality_findings,
        max(case when family = 'data_quality' then gravest_severity end) as data_quality_gravest_severity
    from counted
    group by project_id

)

select * from final
