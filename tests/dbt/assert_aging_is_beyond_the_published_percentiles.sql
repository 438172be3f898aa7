-- By the thresholds of the catalogue, the rule compares with the very percentiles that `backlog_aging` shows.
select aging.*
from {{ ref('rule_aging_beyond_expectation') }} as aging
inner join {{ ref('backlog_aging') }} as backlog_aging on aging.work_item_id = backlog_aging.work_item_id
inner join {{ ref('int_rules_scoped') }} as rules
    on backlog_aging.team_id = rules.scope_id and rules.rule_id = 'aging_beyond_expectation'
where
    rules.medium_threshold = 85
    and rules.high_threshold = 95
    and rules.window_size = 180
    and rules.minimum_count = 10
    and aging.threshold <> case aging.severity
        when 'medium' then backlog_aging.cycle_time_p85_days
        else backlog_aging.cycle_time_p95_days
    end
