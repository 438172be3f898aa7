select
    organization,
    as_of,
    run_id,
    started_at,
    resource,
    scope,
    status,
    row_count,
    request_count,
    is_complete,
    message
from {{ source('history', 'extraction_coverage') }}
