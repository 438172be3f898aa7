with

requirements as (

    select
        work_item_id,
        first_snapshot,
        last_snapshot,
        effort,
        case
            when state_category = 'Completed' then 'completed'
            when state_category in ('InProgress', 'Resolved') then 'in_progress'
            else 'not_started'
        end as progress
    from {{ ref('int_item_snapshots') }}
    where backlog_level = 'requirement' and not is_deleted and state_category <> 'Removed'

),

compared as (

    select
        *,
        coalesce(
            first_snapshot = lag(last_snapshot) over in_order + 1
            and progress = lag(progress) over in_order
            and effort is not distinct from lag(effort) over in_order,
            false
        ) as is_continued
    from requirements
    window in_order as (partition by work_item_id order by first_snapshot)

),

numbered as (

    select
        *,
        count(case when not is_continued then 1 end) over (
            partition by work_item_id order by first_snapshot rows unbounded preceding
        ) as range_number
    from compared

),

final as (

    select
        work_item_id,
        min(first_snapshot) as first_snapshot,
        max(last_snapshot) as last_snapshot,
        progress,
        effort
    from numbered
    group by
        work_item_id,
        range_number,
        progress,
        effort

)

select * from final
