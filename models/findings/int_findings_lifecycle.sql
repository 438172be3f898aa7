with

previous as (

    select * from {{ ref('int_findings_previous') }}

),

-- A violation that is part of a finding on its project is published only if it was an open finding of its own before.
raised as (

    select raised.*
    from {{ ref('int_findings_raised') }} as raised
    left join previous on raised.finding_uid = previous.finding_uid
    where not raised.is_superseded or coalesce(previous.is_unresolved, false)

),

single_findings as (

    select
        rule_id,
        project_id
    from raised
    where not is_aggregate and not is_superseded and project_id is not null
    group by
        rule_id,
        project_id

),

compared as (

    select
        coalesce(raised.finding_uid, previous.finding_uid) as finding_uid,
        coalesce(raised.rule_id, previous.rule_id) as rule_id,
        coalesce(raised.subject_type, previous.subject_type) as subject_type,
        coalesce(raised.subject_uid, previous.subject_uid) as subject_uid,
        raised.finding_uid is not null as is_raised,
        raised.finding_uid is null and previous.is_expected and single_findings.rule_id is null as is_gone,
        case
            when raised.finding_uid is not null then raised.is_superseded
            when previous.is_unresolved and previous.is_expected then single_findings.rule_id is not null
            else previous.is_unresolved and coalesce(previous.is_superseded, false)
        end as is_superseded,
        raised.severity <> previous.severity
        or coalesce(raised.evidence_ids, '') <> coalesce(previous.evidence_ids, '') as is_changed,
        previous.finding_uid is null as is_first,
        previous.is_unresolved,
        previous.status,
        previous.baseline_state,
        previous.first_seen_at,
        previous.last_seen_at,
        previous.since_at,
        previous.resolved_at,
        previous.reopened_count,
        previous.run_id,
        run_context.as_of as now_at,
        run_context.run_id as this_run_id
    from raised
    full outer join previous on raised.finding_uid = previous.finding_uid
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join single_findings
        on
            previous.is_aggregate
            and previous.rule_id = single_findings.rule_id
            and previous.project_id = single_findings.project_id

),

final as (

    select
        finding_uid,
        rule_id,
        subject_type,
        subject_uid,
        is_raised,
        is_superseded,
        case
            when is_gone then 'resolved'
            when not is_raised and status <> 'suppressed' then status
            when is_unresolved then 'in_progress'
            else 'new'
        end as status,
        case
            when is_gone then 'absent'
            when is_superseded and not is_raised then 'unchanged'
            when not is_raised then baseline_state
            when is_first then 'new'
            when not is_unresolved then 'reopened'
            when is_changed then 'updated'
            else 'unchanged'
        end as baseline_state,
        coalesce(first_seen_at, now_at) as first_seen_at,
        case
            when is_raised and not coalesce(is_unresolved, false) then now_at
            else coalesce(since_at, first_seen_at)
        end as since_at,
        case when is_raised then now_at else last_seen_at end as last_seen_at,
        case
            when is_gone then now_at
            when not is_raised then resolved_at
        end as resolved_at,
        case
            when is_raised and not is_unresolved then reopened_count + 1
            else coalesce(reopened_count, 0)
        end as reopened_count,
        case when is_raised or is_gone then this_run_id else run_id end as run_id
    from compared

)

select * from final
