with

category_changes as (

    select
        *,
        row_number() over (partition by work_item_id order by rev desc) as recency
    from {{ ref('int_revisions') }}
    where is_category_change

)

select
    work_items.work_item_id,
    case when category_changes.previous_state_category = 'Proposed' then 'low' end as severity,
    work_items.work_item_type || ' ' || work_items.work_item_id || ' went directly from '
    || category_changes.previous_state || ' to ' || category_changes.state || ' in revision '
    || category_changes.rev || '.' as reason,
    {{ json_object({
        "previous_state": "category_changes.previous_state",
        "state": "category_changes.state",
        "rev": "category_changes.rev",
        "completed_at": "category_changes.changed_at",
    }) }} as evidence
from {{ ref('int_requirements_completed') }} as work_items
inner join category_changes
    on work_items.work_item_id = category_changes.work_item_id and category_changes.recency = 1
where not work_items.is_imported
