with

completed as (

    select
        work_items.*,
        code.code_links
    from {{ ref('int_requirements_completed') }} as work_items
    inner join {{ ref('int_code_links') }} as code
        on work_items.work_item_id = code.work_item_id and code.is_read

)

select
    work_item_id,
    {{ severity_by_threshold('code_links', '<=') }} as severity,
    code_links as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' with ' || {{ quantity('code_links', 'link') }}
    || ' to commits, changesets or pull requests.' as reason,
    {{ json_of(['code_links', 'state']) }} as evidence
from {{ with_thresholds('completed', 'completed_without_code_link', scope='work_item') }}
