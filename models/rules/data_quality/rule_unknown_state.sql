with

-- Spellings that differ only in case are one state, shown in the spelling of the first item.
states as (

    select
        project_id,
        project_name,
        state_category,
        min_by(work_item_type, work_item_id) as work_item_type,
        min_by(state, work_item_id) as state,
        count(*) as all_items,
        {{ sorted_ids("case when state_category = 'Unknown' then work_item_id end") }} as work_item_ids,
        min_by(url, work_item_id) as url
    from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and state is not null
    group by
        project_id,
        project_name,
        state_category,
        lower(work_item_type),
        lower(state)

)

select
    project_id,
    work_item_type,
    state,
    case when state_category = 'Unknown' then 'low' end as severity,
    'The state "' || state || '" has ' || {{ quantity('all_items', 'work item') }} || ' of type ' || work_item_type
    || ' and counts as not completed, because no work item type of ' || project_name || ' defines it.' as reason,
    {{ json_of(['work_item_type', 'state', 'all_items']) }} as evidence,
    work_item_ids as evidence_ids,
    url as subject_url
from states
