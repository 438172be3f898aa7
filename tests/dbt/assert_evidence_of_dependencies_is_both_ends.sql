-- Rules about dependencies do not give `evidence_ids`: it is derived from their key, the lower id first. A rule that
-- counts what is in it has none for a count of 0, which a threshold of 0 makes a violation.
select
    rule_id,
    predecessor_id,
    successor_id,
    evidence_ids
from {{ ref('int_rule_results') }}
where
    (
        subject_type = 'dependency'
        and evidence_ids is distinct from case
            when predecessor_id < successor_id then predecessor_id || ',' || successor_id
            else successor_id || ',' || predecessor_id
        end
    )
    or (subject_type = 'work_item' and severity is not null and coalesce(metric_value, 1) <> 0 and evidence_ids is null)
