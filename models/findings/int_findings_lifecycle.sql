with

compared as (

    select
        coalesce(raised.finding_uid, previous.finding_uid) as finding_uid,
        coalesce(raised.rule_id, previous.rule_id) as rule_id,
        coalesce(raised.subject_type, previous.subject_type) as subject_type,
        coalesce(raised.subject_uid, previous.subject_uid) as subject_uid,
        raised.finding_uid is not null as is_raised,
        raised.finding_uid is null and previous.is_expected as is_gone,
        raised.severity <> previous.severity
        or coalesce(raised.evidence_ids, '') <> coalesce(previous.evidence_ids, '') as is_changed,
        previous.finding_uid is null as is_first,
        previous.is_open,
        previous.status,
        previous.baseline_state,
        previous.first_seen_at,
        previous.last_seen_at,
        previous.resolved_at,
        previous.reopened_count,
        previous.run_id,
        run_context.as_of as now_at,
        run_context.run_id as this_run_id
    from {{ ref('int_findings_raised') }} as raised
    full outer join {{ ref('int_findings_previous') }} as previous on raised.finding_uid = previous.finding_uid
    cross join {{ ref('stg_run__run_context') }} as run_context

),

final as (

    select
        finding_uid,
        rule_id,
        subject_type,
        subject_uid,
        is_raised,
        case
            when is_gone then 'resolved'
            when not is_raised and status <> 'suppressed' then status
            when is_open then 'in_progress'
            else 'new'
        end as status,
        case
            when is_gone then 'absent'
            when not is_raised then baseline_state
            when is_first then 'new'
            when not is_open then 'reopened'
            when is_changed then 'updated'
            else 'unchanged'
        end as baseline_state,
        coalesce(first_seen_at, now_at) as first_seen_at,
        case when is_raised then now_at else last_seen_at end as last_seen_at,
        case
            when is_gone then now_at
            when not is_raised then resolved_at
        end as resolved_at,
        case
            when is_raised and not is_open then reopened_count + 1
            else coalesce(reopened_count, 0)
        end as reopened_count,
        case when is_raised or is_gone then this_run_id else run_id end as run_id
    from compared

)

select * from final
