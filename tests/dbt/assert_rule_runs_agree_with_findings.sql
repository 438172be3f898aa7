with

raised as (

    select
        findings.rule_id,
        count(*) as finding_count
    from {{ ref('findings') }} as findings
    inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
    where findings.status <> 'resolved' and not findings.is_superseded
    group by findings.rule_id

)

select
    rule_runs.rule_id,
    rule_runs.finding_count,
    raised.finding_count as raised_count
from {{ ref('rule_runs') }} as rule_runs
inner join {{ ref('stg_run__run_context') }} as run_context on rule_runs.run_id = run_context.run_id
left join raised on rule_runs.rule_id = raised.rule_id
where rule_runs.finding_count <> coalesce(raised.finding_count, 0)
