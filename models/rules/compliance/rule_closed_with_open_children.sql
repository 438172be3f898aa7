with

parents as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and state_category = 'Completed' and not is_hidden_type

),

children as (

    select * from {{ ref('int_child_counts') }}

),

final as (

    select
        cast(parents.work_item_id as string) as subject_uid,
        case when children.open_children > 0 then 'medium' end as severity,
        parents.work_item_type || ' ' || parents.work_item_id || ' is ' || parents.state
        || ', but not all of its children are: ' || children.open_children || ' of ' || children.all_children
        || ' still open.' as reason,
        cast(children.open_children as double) as metric_value,
        {{ json_object({
            "open_children": "children.open_children",
            "all_children": "children.all_children",
            "state": "parents.state",
        }) }} as evidence,
        children.open_child_ids as evidence_ids,
        parents.work_item_id
    from parents
    inner join children on parents.work_item_id = children.work_item_id

)

select * from final
