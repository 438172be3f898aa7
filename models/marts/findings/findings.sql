select
    findings.*,
    costs.estimated_monthly_cost
from {{ ref('int_findings') }} as findings
left join {{ ref('int_finding_costs') }} as costs on findings.finding_uid = costs.finding_uid
