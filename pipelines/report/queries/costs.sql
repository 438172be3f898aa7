select
    rules.rule_title,
    count(*) as findings,
    sum(findings.estimated_monthly_cost) as monthly_cost
from findings
inner join rules on findings.rule_id = rules.rule_id
where findings.is_open and findings.estimated_monthly_cost > 0
group by rules.rule_title
order by monthly_cost desc, rules.rule_title
