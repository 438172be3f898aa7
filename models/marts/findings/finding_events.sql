with

events as (

    select * from {{ ref('int_finding_events_known') }}
    union all
    select * from {{ ref('int_finding_events') }}

),

final as (

    select
        events.finding_uid,
        events.event_at,
        events.event,
        events.severity_id,
        events.rule_id,
        events.project_id,
        events.team_id,
        events.run_id,
        run_context.organization,
        run_context.as_of
    from events
    cross join {{ ref('stg_run__run_context') }} as run_context

)

select * from final
