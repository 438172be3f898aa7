select
    membership_gaps.severity,
    membership_gaps.severity_id,
    rules.rule_title,
    membership_gaps.person_name,
    membership_gaps.email,
    membership_gaps.platform,
    membership_gaps.account_uid,
    membership_gaps.project_name,
    membership_gaps.since_at,
    membership_gaps.estimated_monthly_cost,
    membership_gaps.detail
from membership_gaps
left join rules on membership_gaps.gap_type = rules.rule_id
order by membership_gaps.severity_id desc, rules.rule_title, membership_gaps.person_name
