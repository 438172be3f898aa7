with

approval_states as (

    select * from {{ ref('stg_rosters__approval_states') }}

),

work_items as (

    select
        work_items.work_item_id,
        work_items.project_id,
        work_items.type_key,
        coalesce(milestones.started_rev, milestones.completed_rev) as until_rev
    from {{ ref('int_work_items') }} as work_items
    inner join {{ ref('int_item_milestones') }} as milestones
        on work_items.work_item_id = milestones.work_item_id
    where work_items.is_selected

),

-- The states that approve an item, as listed for its project and type.
approving as (

    select distinct
        work_items.work_item_id,
        work_items.until_rev,
        lower(approval_states.state) as state_key
    from work_items
    inner join approval_states
        on
            (approval_states.project_id is null or work_items.project_id = approval_states.project_id)
            and (approval_states.work_item_type is null or lower(approval_states.work_item_type) = work_items.type_key)

),

approvals as (

    select
        approving.work_item_id,
        max(revisions.rev) as approved_rev,
        max_by(people.changed_by_id, revisions.rev) as approved_by_id,
        max_by(revisions.state, revisions.rev) as approved_state
    from approving
    inner join {{ ref('int_revisions') }} as revisions
        on
            approving.work_item_id = revisions.work_item_id
            and approving.state_key = lower(revisions.state)
            and revisions.is_state_change
            and (approving.until_rev is null or approving.until_rev > revisions.rev)
    inner join {{ ref('int_revision_people') }} as people
        on revisions.work_item_id = people.work_item_id and revisions.rev = people.rev
    group by approving.work_item_id

),

final as (

    select
        approving.work_item_id,
        approvals.approved_rev is not null as is_approved,
        approvals.approved_rev,
        approvals.approved_by_id,
        approvals.approved_state
    from (select distinct work_item_id from approving) as approving
    left join approvals on approving.work_item_id = approvals.work_item_id

)

select * from final
