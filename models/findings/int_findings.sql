with

lifecycle as (

    select * from {{ ref('int_findings_lifecycle') }}

),

described as (

    select
        raised.*,
        {{ evidence_json('raised.evidence_ids', 'raised.rule_evidence', 'related.related_rules') }}
            as evidence
    from {{ ref('int_findings_described') }} as raised
    left join {{ ref('int_findings_related') }} as related
        on raised.finding_uid = related.finding_uid

),

waived as (

    select * from {{ ref('int_findings_waived') }}

),

previous as (

    select * from {{ ref('int_findings_previous') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        lifecycle.finding_uid,
        lifecycle.status,
        lifecycle.baseline_state,
        lifecycle.first_seen_at,
        lifecycle.last_seen_at,
        lifecycle.resolved_at,
        lifecycle.reopened_count,
        lifecycle.run_id,
        {{ as_last_raised([
            "rule_id", "rule_version", "family", "title", "reason", "severity", "severity_id",
            "subject_type", "subject_uid", "subject_url", "project_id", "project_name",
            "team_id", "team_name", "work_item_id", "platform",
            "owner_id", "owner_name", "owner_email",
            "metric_name", "metric_value", "metric_unit", "threshold",
            "evidence", "evidence_ids", "remediation", "estimated_monthly_cost",
        ]) }},
        waived.reason as suppression_reason,
        waived.owner_name as suppressed_by,
        waived.until_at as suppressed_until
    from lifecycle
    cross join run_context
    left join waived on lifecycle.finding_uid = waived.finding_uid
    left join described on lifecycle.finding_uid = described.finding_uid
    left join previous on lifecycle.finding_uid = previous.finding_uid

)

select * from final
