with

links as (

    select
        links.*,
        case when sources.work_item_id is null then links.source_id end as unreadable_source_id,
        case when targets.work_item_id is null then links.target_id end as unreadable_target_id,
        coalesce(sources.work_item_id, targets.work_item_id) as readable_id
    from {{ ref('int_links') }} as links
    left join {{ ref('int_work_items') }} as sources on links.source_id = sources.work_item_id
    left join {{ ref('int_work_items') }} as targets on links.target_id = targets.work_item_id
    where links.is_selected and links.is_active and not links.is_remote

)

select
    link_type,
    source_id as predecessor_id,
    target_id as successor_id,
    readable_id as responsible_item_id,
    case
        when coalesce(unreadable_source_id, unreadable_target_id) is not null then 'informational'
    end as severity,
    'In the ' || link_type || ' link from ' || source_id || ' to ' || target_id || ', '
    || coalesce(
        'work items ' || unreadable_source_id || ' and ' || unreadable_target_id || ' are',
        'work item ' || coalesce(unreadable_source_id, unreadable_target_id) || ' is'
    ) || ' not readable.' as reason,
    source_id || ' to ' || target_id as subject_name,
    {{ json_object({
        "unreadable_source_id": "unreadable_source_id",
        "unreadable_target_id": "unreadable_target_id",
        "linked_at": "changed_at",
    }) }} as evidence
from links
