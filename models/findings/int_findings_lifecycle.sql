with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

previous as (

    select * from {{ ref('int_findings_previous') }}

),

waived as (

    select * from {{ ref('int_findings_waived') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

compared as (

    select
        previous.*,
        coalesce(raised.finding_uid, previous.finding_uid) as compared_uid,
        raised.finding_uid is not null as is_raised,
        raised.finding_uid is null and previous.is_expected as is_gone,
        waived.finding_uid is not null as is_waived,
        raised.severity <> previous.severity
        or coalesce(raised.evidence_ids, '') <> coalesce(previous.evidence_ids, '') as is_changed,
        run_context.as_of as now_at,
        run_context.run_id as this_run_id
    from raised
    full outer join previous on raised.finding_uid = previous.finding_uid
    cross join run_context
    left join waived on coalesce(raised.finding_uid, previous.finding_uid) = waived.finding_uid

),

final as (

    select
        compared_uid as finding_uid,
        is_raised,
        case
            when is_gone then 'resolved'
            when is_waived then 'suppressed'
            when not is_raised and status <> 'suppressed' then status
            when is_standing then 'in_progress'
            else 'new'
        end as status,
        case
            when is_gone then 'absent'
            when not is_raised then baseline_state
            when finding_uid is null then 'new'
            when not is_standing then 'reopened'
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
            when is_raised and not is_standing then reopened_count + 1
            else coalesce(reopened_count, 0)
        end as reopened_count,
        case when is_raised or is_gone then this_run_id else run_id end as run_id
    from compared

)

select * from final
