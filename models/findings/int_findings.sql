with

lifecycle as (

    select * from {{ ref('int_findings_lifecycle') }}

),

related as (

    select
        findings.finding_uid,
        {{ join_text('others.rule_id', ',') }} as related_rules
    from lifecycle as findings
    inner join lifecycle as others
        on
            findings.subject_type = others.subject_type
            and findings.subject_uid = others.subject_uid
            and findings.rule_id <> others.rule_id
            and others.status <> 'resolved'
            and not others.is_superseded
    group by findings.finding_uid

),

raised as (

    select
        raised.*,
        {{ evidence_json('raised.evidence_ids', 'raised.rule_evidence', 'related.related_rules') }} as evidence
    from {{ ref('int_findings_raised') }} as raised
    left join related on raised.finding_uid = related.finding_uid

),

final as (

    select
        lifecycle.finding_uid,
        case
            when waivers.finding_uid is not null or lifecycle.is_superseded then 'suppressed'
            else lifecycle.status
        end as status,
        lifecycle.baseline_state,
        lifecycle.first_seen_at,
        coalesce(raised.since_at, lifecycle.since_at) as since_at,
        lifecycle.last_seen_at,
        lifecycle.resolved_at,
        lifecycle.reopened_count,
        lifecycle.run_id,
        lifecycle.is_superseded,
        {{ as_last_raised([
            "rule_id", "rule_version", "family", "title", "reason", "severity", "severity_id",
            "subject_type", "subject_uid", "subject_url", "project_id", "project_name",
            "team_id", "team_name", "work_item_id", "platform",
            "person_id", "owner_id", "owner_name", "owner_email",
            "metric_name", "metric_value", "metric_unit", "threshold",
            "evidence", "evidence_ids", "remediation",
        ]) }},
        case
            when not lifecycle.is_superseded then waivers.reason
            when lifecycle.subject_type = 'project' then 'Its subjects have findings of their own again.'
            else 'Reported by the finding on the project.'
        end as suppression_reason,
        waivers.owner_name as suppressed_by,
        waivers.until_at as suppressed_until,
        run_context.organization,
        run_context.as_of
    from lifecycle
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join {{ ref('int_waivers_matched') }} as waivers
        on lifecycle.finding_uid = waivers.finding_uid and waivers.is_applied
    left join raised on lifecycle.finding_uid = raised.finding_uid
    left join {{ ref('int_findings_previous') }} as previous on lifecycle.finding_uid = previous.finding_uid

)

select * from final
