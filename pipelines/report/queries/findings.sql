with segments as (
    select
        findings.finding_uid,
        string_agg(distinct work_item_segments.segment, '; ' order by work_item_segments.segment) as segments
    from findings, unnest(string_split(findings.evidence_ids, ',')) as evidence (id)
    inner join work_item_segments on evidence.id = cast(work_item_segments.work_item_id as varchar)
    where findings.is_open and findings.subject_type in ('work_item', 'dependency', 'dependency_cycle')
    group by findings.finding_uid
)

select
    findings.severity,
    findings.severity_id,
    findings.title,
    findings.reason,
    findings.family,
    findings.team_name,
    findings.project_name,
    findings.owner_name,
    case
        when findings.run_id = (select run_id from runs order by started_at desc limit 1)
            then findings.baseline_state
        else 'not evaluated'
    end as change,
    findings.since_at,
    findings.first_seen_at,
    findings.metric_name,
    findings.metric_value,
    findings.metric_unit,
    findings.threshold,
    findings.remediation,
    findings.evidence,
    findings.evidence_ids,
    findings.estimated_monthly_cost,
    findings.subject_url,
    findings.rule_id,
    rules.rule_title,
    rules.controls,
    segments.segments,
    findings.finding_uid
from findings
left join rules on findings.rule_id = rules.rule_id
left join segments on findings.finding_uid = segments.finding_uid
where findings.is_open
order by findings.severity_id desc, findings.family, findings.rule_id, findings.team_name nulls first, findings.title
