with

coverage as (

    select * from {{ ref('int_extraction_coverage') }}

),

-- What this run had no occasion to read, such as a search that is not due, is as the last attempt left it.
latest as (

    select
        *,
        row_number() over (partition by resource order by started_at desc, run_id desc) as recency
    from coverage

),

final as (

    select
        organization || '/' || resource as subject_uid,
        case when status <> 'loaded' or not is_complete then 'high' end as severity,
        resource || ' was not read completely: ' || status || ' (requests: ' || request_count || ', rows: '
        || row_count || ').' as reason,
        resource as subject_name,
        {{ json_object({
            "resource": "resource",
            "scope": "scope",
            "status": "status",
            "message": "message",
        }) }} as evidence,
        resource as evidence_ids
    from latest
    where recency = 1

)

select * from final
