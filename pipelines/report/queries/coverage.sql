select
    resource,
    status,
    scope,
    row_count,
    is_complete,
    message
from extraction_coverage
where
    run_id = (select run_id from runs order by started_at desc limit 1)
    and (status <> 'loaded' or not is_complete or message is not null)
order by status, resource
