with weeks as (
    select unnest(generate_series(
        (select date_trunc('day', max(as_of)) - interval 77 days from runs),
        (select date_trunc('day', max(as_of)) from runs),
        interval 7 days
    )) as week_at
)

select
    cast(weeks.week_at as date) as week_date,
    findings.severity,
    findings.severity_id,
    count(findings.finding_uid) as open_findings
from weeks
left join findings
    on findings.first_seen_at < weeks.week_at + interval 1 day
    and (findings.resolved_at is null or findings.resolved_at >= weeks.week_at + interval 1 day)
    and findings.status <> 'suppressed'
group by all
order by week_date, severity_id desc
