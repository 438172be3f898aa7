with

revisions as (

    select * from {{ ref('int_revisions') }}

),

histories as (

    select
        work_item_id,
        rev,
        changed_at,
        valid_to,
        state_category,
        min(changed_at) over so_far as earliest_changed_at,
        max(changed_at) over so_far as latest_changed_at,
        first_value(case when state_category in ('InProgress', 'Resolved') then changed_at end ignore nulls)
            over so_far as started_at,
        last_value(case when is_category_change then changed_at end ignore nulls) over so_far as category_since_at
    from revisions
    window
        so_far as (partition by work_item_id order by rev rows between unbounded preceding and current row)

),

-- A revision that ended before it began, because a later one is earlier, took no time.
durations as (

    select
        *,
        case
            when state_category = 'InProgress' then greatest({{ elapsed_days('changed_at', 'valid_to') }}, 0)
            else 0
        end as own_active_days,
        case
            when state_category in ('Proposed', 'Resolved') and started_at is not null
                then greatest({{ elapsed_days('greatest(changed_at, started_at)', 'valid_to') }}, 0)
            else 0
        end as own_wait_days
    from histories

),

final as (

    select
        work_item_id,
        rev,
        earliest_changed_at,
        latest_changed_at,
        started_at,
        category_since_at,
        coalesce(sum(own_active_days) over earlier, 0) as active_days,
        coalesce(sum(own_wait_days) over earlier, 0) as wait_days
    from durations
    window
        earlier as (partition by work_item_id order by rev rows between unbounded preceding and 1 preceding)

)

select * from final
