select
    rules.rule_title,
    max_by(findings.severity, findings.severity_id) as severity,
    max(findings.severity_id) as severity_id,
    count(*) as findings,
    sum(findings.estimated_monthly_cost) as monthly_cost,
    rules.remediation
from findings
inner join rules on findings.rule_id = rules.rule_id
where findings.is_open and findings.family = 'membership'
group by rules.rule_title, rules.remediation
order by severity_id desc, findings desc, rules.rule_title
