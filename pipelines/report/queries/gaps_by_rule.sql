select
    rules.rule_title,
    findings.severity,
    findings.severity_id,
    count(*) as findings,
    sum(findings.estimated_monthly_cost) as monthly_cost,
    rules.remediation
from findings
inner join rules on findings.rule_id = rules.rule_id
where findings.is_open and findings.family = 'membership'
group by all
order by findings.severity_id desc, findings desc, rules.rule_title
