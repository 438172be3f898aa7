with

measured as (

    select
        work_items.*,
        coalesce(revisions.external_link_count, 0) as external_links
    from {{ ref('int_work_items') }} as work_items
    inner join {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
        on work_items.work_item_id = revisions.work_item_id and work_items.rev = revisions.rev
    where
        work_items.is_selected
        and not work_items.is_deleted
        and not work_items.is_hidden_type
        and work_items.state_category = 'Completed'
        and work_items.backlog_level = 'requirement'

)

select
    work_item_id,
    {{ severity_by_threshold('external_links', '<=') }} as severity,
    external_links as metric_value,
    work_item_type || ' ' || work_item_id || ' is ' || state
    || ' with ' || {{ quantity('external_links', 'link') }} || ' to commits, pull requests or builds.' as reason,
    {{ json_of(['external_links', 'state']) }} as evidence
from {{ with_thresholds('measured', 'completed_without_code_link') }}
