with

-- Earlier revisions are included: velocity and flow are computed from them.
occurrences as (

    select
        revisions.project_id,
        revisions.type_key,
        lower(revisions.state) as state_key,
        revisions.state_category,
        revisions.work_item_id,
        min(revisions.rev) as rev
    from {{ ref('int_revisions') }} as revisions
    inner join {{ ref('int_work_items') }} as work_items on revisions.work_item_id = work_items.work_item_id
    where work_items.is_selected and not work_items.is_deleted and revisions.state is not null
    group by
        revisions.project_id,
        revisions.type_key,
        lower(revisions.state),
        revisions.state_category,
        revisions.work_item_id

),

states as (

    select
        project_id,
        state_category,
        count(*) as all_items,
        {{ sorted_ids("case when state_category = 'Unknown' then work_item_id end") }} as work_item_ids,
        min(work_item_id) as first_item_id,
        min_by(rev, work_item_id) as first_rev
    from occurrences
    group by
        project_id,
        type_key,
        state_key,
        state_category

),

-- Spellings that differ only in case are one state, shown in the spelling of the first item.
spelled as (

    select
        states.*,
        revisions.work_item_type,
        revisions.state,
        projects.project_url || '/_workitems/edit/' || states.first_item_id as url
    from states
    inner join {{ ref('int_revision_locations') }} as revisions
        on states.first_item_id = revisions.work_item_id and states.first_rev = revisions.rev
    inner join {{ ref('int_projects') }} as projects
        on states.project_id = projects.project_id and projects.is_selected

)

select
    project_id,
    work_item_type,
    state,
    case when state_category = 'Unknown' then 'low' end as severity,
    'The state "' || state || '" counts as not completed in ' || {{ quantity('all_items', 'work item') }} || ' of type '
    || work_item_type || ', because neither a work item type nor state_categories.csv defines it.' as reason,
    {{ json_of(['work_item_type', 'state', 'all_items']) }} as evidence,
    work_item_ids as evidence_ids,
    url as subject_url
from spelled
