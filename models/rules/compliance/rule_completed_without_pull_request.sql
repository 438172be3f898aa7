select
    work_items.work_item_id,
    case when code.pull_requests = 0 then 'low' end as severity,
    code.commits as metric_value,
    work_items.work_item_type || ' ' || work_items.work_item_id || ' is ' || work_items.state || ' with '
    || {{ quantity('code.commits', 'commit') }} || ' and ' || {{ quantity('code.pull_requests', 'pull request') }}
    || '.' as reason,
    {{ json_object({
        "commits": "code.commits",
        "pull_requests": "code.pull_requests",
        "code_links": json_list("code.code_uris"),
    }) }} as evidence
from {{ ref('int_requirements_completed') }} as work_items
inner join {{ ref('int_code_links') }} as code
    on work_items.work_item_id = code.work_item_id and code.is_read
where code.commits > 0
