-- The events of a finding lead to what `findings` says about it. How often a finding was reopened while an earlier
-- version published it is known to `findings` only.
with

events as (

    select
        *,
        row_number() over (partition by finding_uid order by event_at desc) as recency
    from {{ ref('finding_events') }}

),

by_finding as (

    select
        finding_uid,
        count(case when event = 'opened' then 1 end) as openings,
        min(event_at) as first_event_at,
        min(case when event = 'opened' then event_at end) as opened_at,
        count(case when event = 'reopened' then 1 end) as reopenings,
        max(case when recency = 1 then event end) as last_event,
        max(event_at) as last_event_at
    from events
    group by finding_uid

)

select
    findings.finding_uid,
    findings.status,
    by_finding.last_event
from {{ ref('findings') }} as findings
left join by_finding on findings.finding_uid = by_finding.finding_uid
where
    coalesce(by_finding.openings, 0) <> 1
    or by_finding.opened_at <> findings.first_seen_at
    or by_finding.first_event_at <> findings.first_seen_at
    or by_finding.reopenings > findings.reopened_count
    or (findings.status = 'resolved' and by_finding.last_event_at < findings.resolved_at)
    or case findings.status
        when 'resolved' then by_finding.last_event <> 'resolved'
        when 'suppressed' then by_finding.last_event <> 'suppressed'
        else by_finding.last_event not in ('opened', 'updated', 'reopened')
    end
