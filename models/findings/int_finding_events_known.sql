with

earlier as (

    select
        finding_uid,
        event_at,
        event,
        severity_id,
        rule_id,
        project_id,
        team_id,
        run_id
    from {{ source('history', 'finding_events') }} as events
    where not exists (
        select 1 from {{ ref('stg_run__run_context') }} as run_context
        where run_context.is_historical or run_context.run_id = events.run_id
    )

),

-- Findings that an earlier version published, without events.
without_events as (

    select previous.*
    from {{ ref('int_findings_previous') }} as previous
    where previous.finding_uid not in (select earlier.finding_uid from earlier)

),

final as (

    select * from earlier
    union all
    select
        finding_uid,
        first_seen_at as event_at,
        'opened' as event,
        severity_id,
        rule_id,
        project_id,
        team_id,
        cast(null as string) as run_id
    from without_events
    union all
    select
        finding_uid,
        {{ at_or_after('resolved_at', 'first_seen_at') }} as event_at,
        'resolved' as event,
        severity_id,
        rule_id,
        project_id,
        team_id,
        cast(null as string) as run_id
    from without_events
    where status = 'resolved'

)

select * from final
