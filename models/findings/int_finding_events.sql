with

findings as (

    select * from {{ ref('int_findings') }}

),

last_events as (

    select
        finding_uid,
        event as last_event,
        event_at as last_event_at
    from {{ ref('int_finding_events_known') }}
    qualify row_number() over (partition by finding_uid order by event_at desc) = 1

),

-- A finding that comes and is waived in the same run has two events: first it is raised.
raised as (

    select
        findings.*,
        run_context.run_id as this_run_id,
        last_events.last_event,
        case
            when last_events.last_event is null then 'opened'
            when last_events.last_event = 'resolved' and findings.status <> 'resolved' then 'reopened'
        end as raised_event,
        case
            when last_events.last_event is null then findings.first_seen_at
            when last_events.last_event = 'resolved' and findings.status <> 'resolved'
                then {{ at_or_after('findings.as_of', 'last_events.last_event_at') }}
            else last_events.last_event_at
        end as raised_at
    from findings
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join last_events on findings.finding_uid = last_events.finding_uid

),

changed as (

    select
        *,
        case
            when
                status = 'resolved'
                and (raised_event = 'opened' or last_event <> 'resolved' or raised_at < resolved_at)
                then 'resolved'
            when status = 'suppressed' and (raised_event is not null or last_event <> 'suppressed') then 'suppressed'
            when raised_event is not null or status in ('resolved', 'suppressed') then null
            when last_event = 'suppressed' then 'updated'
            when baseline_state = 'updated' and run_id = this_run_id then 'updated'
        end as changed_event
    from raised

),

final as (

    select
        finding_uid,
        raised_at as event_at,
        raised_event as event,
        severity_id,
        rule_id,
        project_id,
        team_id,
        this_run_id as run_id
    from changed
    where raised_event is not null
    union all
    select
        finding_uid,
        {{ at_or_after('coalesce(resolved_at, as_of)', 'raised_at') }} as event_at,
        changed_event as event,
        severity_id,
        rule_id,
        project_id,
        team_id,
        this_run_id as run_id
    from changed
    where changed_event is not null

)

select * from final
