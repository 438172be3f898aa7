-- A rule of the catalogue without a model would count as evaluated, with nothing found.
select rules.rule_id
from {{ ref('rules') }} as rules
where 'rule_' || rules.rule_id not in ({{ quoted_rule_models() }})
