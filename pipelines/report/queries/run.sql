select
    runs.organization,
    runs.as_of,
    runs.started_at,
    runs.time_zone,
    runs.version,
    runs.is_pseudonymized,
    runs.work_item_count,
    runs.rules_evaluated,
    runs.rules_skipped,
    previous.as_of as previous_as_of
from runs
left join runs as previous
    on previous.started_at = (select max(started_at) from runs where started_at < (select max(started_at) from runs))
where runs.started_at = (select max(started_at) from runs)
