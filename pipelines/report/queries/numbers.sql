select
    count(*) filter (where is_open) as open_findings,
    count(*) filter (where is_open and severity in ('critical', 'high')) as severe_findings,
    count(*) filter (where is_open and baseline_state = 'new') as new_findings,
    count(*) filter (where is_open and baseline_state = 'reopened') as reopened_findings,
    (select resolved_finding_count from runs order by started_at desc limit 1) as resolved_findings,
    count(*) filter (where status = 'suppressed') as suppressed_findings,
    sum(estimated_monthly_cost) filter (where is_open) as monthly_cost
from findings
