with

revisions as (

    select * from {{ ref('int_revisions_enriched') }}

),

spans as (

    select
        *,
        case
            when in_force_until_at > changed_at then {{ elapsed_days('changed_at', 'in_force_until_at') }}
            else 0
        end as span_days
    from revisions

),

final as (

    select
        work_item_id,
        min_by(changed_at, rev) as first_changed_at,
        min_by(changed_at, rev) filter (where state_category in ('InProgress', 'Resolved')) as started_at,
        max_by(changed_at, rev) filter (where is_state_change) as state_since_at,
        max_by(changed_at, rev) filter (where is_category_change) as category_since_at,
        max_by(changed_at, rev) filter (where is_meaningful_change) as last_meaningful_change_at,
        coalesce(sum(span_days) filter (where state_category = 'InProgress'), 0) as active_days,
        coalesce(sum(span_days) filter (where is_started and state_category in ('Proposed', 'Resolved')), 0)
            as wait_days,
        count(case when is_category_change and previous_state_category = 'Completed' then 1 end) as reopened_count,
        count(case when is_state_change then 1 end) - 1 as state_changes
    from spans
    group by work_item_id

)

select * from final
