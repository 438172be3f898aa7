-- Findings of earlier runs may be about what is gone; those of this run are about what there is. A project may be one
-- that is not selected, at the other end of a dependency.
select
    findings.rule_id,
    findings.subject_uid,
    findings.project_id,
    findings.team_id,
    findings.work_item_id
from {{ ref('findings') }} as findings
inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
left join {{ ref('rules') }} as rules on findings.rule_id = rules.rule_id
left join {{ ref('int_projects') }} as projects on findings.project_id = projects.project_id
left join {{ ref('teams') }} as teams on findings.team_id = teams.team_id
left join {{ ref('work_items') }} as work_items on findings.work_item_id = work_items.work_item_id
where
    findings.status <> 'resolved'
    and (
        rules.rule_id is null
        or (findings.project_id is not null and projects.project_id is null)
        or (findings.team_id is not null and teams.team_id is null)
        or (findings.work_item_id is not null and work_items.work_item_id is null)
    )
