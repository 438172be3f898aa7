with

work_items as (

    select
        *,
        coalesce(state, '') as state_text,
        coalesce(work_item_type, '') as type_text
    from {{ ref('int_work_items_described') }}
    where is_selected and not is_deleted

),

-- Spellings that differ in case are one state, under the first of them.
states as (

    select
        project_id,
        project_name,
        state_category,
        min(type_text) as work_item_type,
        min(state_text) as state,
        count(*) as all_items,
        {{ sorted_ids("case when state_category = 'Unknown' then work_item_id end") }} as work_item_ids,
        min_by(url, work_item_id) as url
    from work_items
    group by
        project_id,
        project_name,
        state_category,
        lower(type_text),
        lower(state_text)

),

final as (

    select
        project_id || '/' || work_item_type || '/' || state as subject_uid,
        case when state_category = 'Unknown' then 'low' end as severity,
        'No work item type of ' || project_name || ' has the state "' || state
        || '", so that it counts as not completed; so many items of type ' || work_item_type
        || ' are in it: ' || all_items || '.' as reason,
        work_item_type || ' in state "' || state || '"' as subject_name,
        url as subject_url,
        {{ json_object({
            "work_item_type": "work_item_type",
            "state": "state",
            "all_items": "all_items",
        }) }} as evidence,
        work_item_ids as evidence_ids,
        project_id
    from states

)

select * from final
