with

completed_items as (

    select * from {{ ref('int_work_items') }}
    where
        is_selected
        and not is_deleted
        and not is_hidden_type
        and state_category = 'Completed'
        and backlog_level = 'requirement'

),

category_changes as (

    select
        *,
        row_number() over (partition by work_item_id order by rev desc) as recency
    from {{ ref('int_revisions') }}
    where is_category_change

),

final as (

    select
        cast(completed_items.work_item_id as string) as subject_uid,
        case when category_changes.previous_state_category = 'Proposed' then 'low' end as severity,
        completed_items.work_item_type || ' ' || completed_items.work_item_id || ' went from '
        || category_changes.previous_state || ' to ' || category_changes.state || ' in one step, in revision '
        || category_changes.rev || '.' as reason,
        {{ json_object({
            "previous_state": "category_changes.previous_state",
            "state": "category_changes.state",
            "rev": "category_changes.rev",
            "completed_at": "category_changes.changed_at",
        }) }} as evidence,
        cast(completed_items.work_item_id as string) as evidence_ids,
        completed_items.work_item_id
    from completed_items
    inner join category_changes
        on completed_items.work_item_id = category_changes.work_item_id and category_changes.recency = 1

)

select * from final
