with

revisions as (

    select
        revisions.work_item_id,
        revisions.rev,
        revisions.state_category,
        revisions.is_category_change,
        people.changed_by_id,
        people.created_by_id
    from {{ ref('int_revisions') }} as revisions
    inner join {{ ref('int_revision_people') }} as people
        on revisions.work_item_id = people.work_item_id and revisions.rev = people.rev

),

final as (

    select
        work_item_id,
        coalesce(max_by(created_by_id, rev), min_by(changed_by_id, rev)) as created_by_id,
        min(case when state_category in ('InProgress', 'Resolved') then rev end) as started_rev,
        min_by(changed_by_id, rev) filter (where state_category in ('InProgress', 'Resolved')) as started_by_id,
        max(case when state_category = 'Completed' and is_category_change then rev end) as completed_rev,
        max_by(changed_by_id, rev) filter (where state_category = 'Completed' and is_category_change)
            as completed_by_id
    from revisions
    group by work_item_id

)

select * from final
