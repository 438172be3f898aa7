with

parents as (

    select * from {{ ref('int_work_items_described') }}
    where is_selected and not is_deleted and state_category = 'Completed' and not is_hidden_type

),

children as (

    select * from {{ ref('int_work_items_described') }}

),

links as (

    select * from {{ ref('int_links_current') }}
    where lower(link_type) = 'system.linktypes.hierarchy' and is_active

),

families as (

    select
        parents.work_item_id,
        parents.work_item_type,
        parents.state,
        count(case when children.is_open then 1 end) as open_children,
        count(*) as all_children,
        {{ sorted_ids('case when children.is_open then children.work_item_id end') }} as open_child_ids
    from parents
    inner join links on parents.work_item_id = links.source_id
    inner join children on links.target_id = children.work_item_id
    group by
        parents.work_item_id,
        parents.work_item_type,
        parents.state

),

final as (

    select
        cast(work_item_id as string) as subject_uid,
        case when open_children > 0 then 'medium' end as severity,
        work_item_type || ' ' || work_item_id || ' is ' || state || ', but not all of its children are: '
        || open_children || ' of ' || all_children || ' still open.' as reason,
        cast(open_children as double) as metric_value,
        {{ json_object({
            "open_children": "open_children",
            "all_children": "all_children",
            "state": "state",
        }) }} as evidence,
        open_child_ids as evidence_ids,
        work_item_id
    from families

)

select * from final
