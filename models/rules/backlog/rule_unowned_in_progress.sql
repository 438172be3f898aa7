with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where state_category in ('InProgress', 'Resolved') and not is_hidden_type

),

final as (

    select
        cast(work_items.work_item_id as string) as subject_uid,
        case
            when coalesce(work_items.assigned_to_id, work_items.assigned_to_name) is null then 'medium'
        end as severity,
        work_items.work_item_type || ' ' || work_items.work_item_id || ' has been ' || work_items.state
        || ' for ' || cast(floor(work_items.state_age_days) as bigint) || ' days and is assigned to nobody.' as reason,
        {{ json_object({
            "state": "work_items.state",
            "state_age_days": "work_items.state_age_days",
            "started_at": "work_items.started_at",
        }) }} as evidence,
        cast(work_items.work_item_id as string) as evidence_ids,
        work_items.work_item_id
    from work_items

)

select * from final
