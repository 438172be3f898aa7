with

tests as (

    select distinct source_id as work_item_id
    from {{ ref('int_links') }}
    where lower(link_type) = 'microsoft.vsts.common.testedby' and is_active

)

select
    work_items.work_item_id,
    case when tests.work_item_id is null then 'low' end as severity,
    work_items.work_item_type || ' ' || work_items.work_item_id || ' is ' || work_items.state
    || ' without an active link of type Tested By.' as reason,
    {{ json_object({"state": "work_items.state", "completed_at": "work_items.category_since_at"}) }} as evidence
from {{ ref('int_requirements_completed') }} as work_items
left join tests on work_items.work_item_id = tests.work_item_id
