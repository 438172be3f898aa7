with

open_findings as (

    select * from {{ ref('int_findings') }}
    where status in ('new', 'in_progress')

),

-- An account belongs to a project as a member, or as the assignee of open work in it.
people_of_projects as (

    select
        project_id,
        account_uid
    from {{ ref('int_project_members') }}
    union
    select
        project_id,
        assigned_to_id as account_uid
    from {{ ref('int_open_work_items') }}
    where assigned_to_id is not null

),

-- A finding counts in its own project; one about an account of Azure DevOps counts in each project of the account.
findings_by_project as (

    select
        project_id,
        family,
        severity,
        severity_id
    from open_findings
    where project_id is not null
    union all
    select
        people_of_projects.project_id,
        open_findings.family,
        open_findings.severity,
        open_findings.severity_id
    from open_findings
    inner join people_of_projects on open_findings.subject_uid = 'azure_devops/' || people_of_projects.account_uid
    where open_findings.subject_type = 'account' and open_findings.project_id is null

),

evaluated_families as (

    select
        rules.family,
        bool_or(rule_statuses.is_evaluated) as is_evaluated
    from {{ ref('int_rules') }} as rules
    inner join {{ ref('int_rule_statuses') }} as rule_statuses on rules.rule_id = rule_statuses.rule_id
    group by rules.family

),

-- The count of a family is null where there are no findings and this run evaluated none of its rules.
counted as (

    select
        metrics.project_id,
        families.family,
        case
            when families.is_evaluated or count(findings.family) > 0 then count(findings.family)
        end as finding_count,
        max_by(findings.severity, findings.severity_id) as highest_severity,
        max(findings.severity_id) as highest_severity_id
    from {{ ref('int_project_metrics') }} as metrics
    cross join evaluated_families as families
    left join findings_by_project as findings
        on metrics.project_id = findings.project_id and families.family = findings.family
    group by
        metrics.project_id,
        families.family,
        families.is_evaluated

),

findings_by_family as (

    select
        project_id,
        cast(coalesce(sum(finding_count), 0) as bigint) as open_findings,
        {{ counts_by_family() }}
    from counted
    group by project_id

),

final as (

    select
        metrics.*,
        findings_by_family.open_findings,
        {{ family_columns('findings_by_family') }}
    from {{ ref('int_project_metrics') }} as metrics
    inner join findings_by_family on metrics.project_id = findings_by_family.project_id

)

select * from final
