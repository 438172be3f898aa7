with

revisions as (

    select * from {{ ref('int_revisions') }}

),

final as (

    select
        work_item_id,
        min_by(changed_at, rev) as first_changed_at,
        min_by(changed_at, rev) filter (where state_category in ('InProgress', 'Resolved')) as started_at,
        max_by(changed_at, rev) filter (where is_state_change) as state_since_at,
        max_by(changed_at, rev) filter (where is_category_change) as category_since_at,
        max_by(changed_at, rev) filter (where is_meaningful_change) as last_meaningful_change_at,
        count(case when is_category_change and previous_state_category = 'Completed' then 1 end) as reopened_count,
        count(case when is_state_change then 1 end) - 1 as state_changes
    from revisions
    group by work_item_id

)

select * from final
