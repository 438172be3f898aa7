with

projects as (

    select * from {{ ref('int_projects') }}
    where is_selected

),

findings as (

    select * from {{ ref('int_findings_by_project') }}

),

families as (

    select
        rules.family,
        bool_or(rule_statuses.is_evaluated) as is_looked_at
    from {{ ref('int_rules') }} as rules
    inner join {{ ref('int_rule_statuses') }} as rule_statuses on rules.rule_id = rule_statuses.rule_id
    group by rules.family

),

final as (

    select
        projects.project_id,
        families.family,
        case
            when families.is_looked_at or count(findings.finding_uid) > 0 then count(findings.finding_uid)
        end as finding_count,
        max_by(findings.severity, findings.severity_id) as gravest_severity
    from projects
    cross join families
    left join findings
        on projects.project_id = findings.project_id and families.family = findings.family
    group by
        projects.project_id,
        families.family,
        families.is_looked_at

)

select * from final
