select
    rules.rule_title,
    rules.family,
    rule_runs.status,
    rule_runs.skip_reason
from rule_runs
inner join rules on rule_runs.rule_id = rules.rule_id
where
    rule_runs.run_id = (select run_id from runs order by started_at desc limit 1)
    and rule_runs.status <> 'evaluated'
order by rules.family, rules.rule_title
