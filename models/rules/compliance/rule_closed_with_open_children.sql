select
    parents.work_item_id,
    case when children.open_children > 0 then 'medium' end as severity,
    children.open_children as metric_value,
    parents.work_item_type || ' ' || parents.work_item_id || ' is ' || parents.state
    || ' with ' || children.open_children || ' of ' || {{ quantity('children.all_children', 'child', 'children') }}
    || ' still open.' as reason,
    {{ json_object({
        "open_children": "children.open_children",
        "all_children": "children.all_children",
        "state": "parents.state",
    }) }} as evidence,
    children.open_child_ids as evidence_ids
from {{ ref('int_work_items') }} as parents
inner join {{ ref('int_child_counts') }} as children on parents.work_item_id = children.work_item_id
where
    parents.is_selected
    and not parents.is_deleted
    and parents.state_category = 'Completed'
    and not parents.is_hidden_type
