-- A finding on a project in this run stands for at least 50 violations and more than half of the subjects, and none of
-- the items in its evidence has an open finding of the rule.
with

aggregates as (

    select findings.*
    from {{ ref('findings') }} as findings
    inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
    where findings.status <> 'resolved' and findings.subject_uid = findings.project_id || '/' || findings.rule_id

),

listed as (

    select
        rule_id,
        {{ explode_ids('evidence_ids') }} as item_id
    from aggregates

)

select
    aggregates.rule_id,
    aggregates.subject_uid
from aggregates
where
    aggregates.severity_id > 3
    or aggregates.metric_value not between aggregates.threshold and 1
    or {{ json_number('aggregates.evidence', "'violation_count'") }} < {{ fewest_aggregated() }}
union all
select
    findings.rule_id,
    findings.subject_uid
from {{ ref('findings') }} as findings
inner join listed on findings.rule_id = listed.rule_id and cast(findings.work_item_id as string) = listed.item_id
where findings.status in ('new', 'in_progress') and findings.severity_id <= 3
