with latest as (
    select
        run_id,
        resolved_finding_count
    from runs
    order by started_at desc
    limit 1
)

select
    count(*) filter (where is_open) as open_findings,
    count(*) filter (where is_open and severity in ('critical', 'high')) as severe_findings,
    count(*) filter (where is_open and baseline_state = 'new' and findings.run_id = latest.run_id) as new_findings,
    count(*) filter (where is_open and baseline_state = 'reopened' and findings.run_id = latest.run_id)
        as reopened_findings,
    any_value(latest.resolved_finding_count) as resolved_findings,
    sum(estimated_monthly_cost) filter (where is_open) as monthly_cost
from findings, latest
