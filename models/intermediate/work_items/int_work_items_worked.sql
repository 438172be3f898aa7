with

revisions as (

    select * from {{ ref('int_revisions') }}
    where state_category in ('Proposed', 'InProgress', 'Resolved')

),

completed_items as (

    select timed.*
    from {{ ref('int_work_items_timed') }} as timed
    inner join {{ ref('int_work_items_current') }} as current_items on timed.work_item_id = current_items.work_item_id
    where current_items.state_category = 'Completed' and timed.started_at is not null

),

clipped as (

    select
        revisions.work_item_id,
        revisions.state_category,
        case
            when revisions.state_category = 'InProgress' then revisions.changed_at
            else greatest(revisions.changed_at, completed_items.started_at)
        end as from_at,
        least(revisions.valid_to, completed_items.category_since_at) as until_at
    from revisions
    inner join completed_items on revisions.work_item_id = completed_items.work_item_id

),

final as (

    select
        work_item_id,
        coalesce(sum({{ elapsed_days('from_at', 'until_at') }}) filter (where state_category = 'InProgress'), 0)
            as active_days,
        coalesce(sum({{ elapsed_days('from_at', 'until_at') }}) filter (where state_category <> 'InProgress'), 0)
            as wait_days
    from clipped
    where until_at > from_at
    group by work_item_id

)

select * from final
