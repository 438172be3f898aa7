with

-- A resource that this run did not attempt, such as a deletion scan that is not due, has the status of its last read.
attempts as (

    select
        *,
        row_number() over (partition by resource order by started_at desc, run_id desc) as recency
    from {{ ref('int_extraction_coverage') }}

)

select
    organization,
    resource,
    case when status <> 'loaded' or not is_complete then 'high' end as severity,
    resource || ' was not read completely (status ' || status || ', ' || {{ quantity('request_count', 'request') }}
    || ', ' || {{ quantity('row_count', 'row') }} || ').' as reason,
    {{ json_of(['resource', 'scope', 'status', 'message']) }} as evidence,
    resource as evidence_ids
from attempts
where recency = 1
