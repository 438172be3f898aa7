with weeks as (
    select unnest(generate_series(
        (select max(as_of) - interval 77 days from runs),
        (select max(as_of) from runs),
        interval 7 days
    )) as week_at
),

latest as (
    select
        weeks.week_at,
        finding_events.finding_uid,
        finding_events.event,
        finding_events.severity_id
    from weeks
    inner join finding_events on finding_events.event_at < weeks.week_at + interval 1 second
    qualify row_number() over (
        partition by weeks.week_at, finding_events.finding_uid
        order by finding_events.event_at desc
    ) = 1
)

select
    cast(weeks.week_at as date) as week_date,
    ['informational', 'low', 'medium', 'high', 'critical'][latest.severity_id] as severity,
    latest.severity_id,
    count(latest.finding_uid) as open_findings
from weeks
left join latest on weeks.week_at = latest.week_at and latest.event not in ('resolved', 'suppressed')
group by all
order by week_date, severity_id desc
