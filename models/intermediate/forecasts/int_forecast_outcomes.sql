with

subjects as (

    select
        subjects.*,
        snapshots.week_end_date,
        snapshots.next_date
    from {{ ref('int_forecast_subjects') }} as subjects
    inner join {{ ref('int_snapshots') }} as snapshots on subjects.snapshot_number = snapshots.snapshot_number
    where not snapshots.is_present

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

completions as (

    select
        work_items.work_item_id,
        work_items.is_open,
        case
            when work_items.state_category = 'Completed' and not work_items.is_deleted
                then {{ local_date('work_items.category_since_at', 'days') }}
        end as completed_date
    from {{ ref('int_work_items') }} as work_items
    left join {{ ref('stg_run__calendar_days') }} as days
        on cast(work_items.category_since_at as date) = days.calendar_date

),

portfolio_items as (

    select
        remaining.snapshot_number,
        remaining.portfolio_item_id as work_item_id,
        count(case when completions.is_open then 1 end) as open_items,
        max(completions.completed_date) as completed_date
    from {{ ref('int_remaining_descendants') }} as remaining
    left join completions on remaining.work_item_id = completions.work_item_id
    group by
        remaining.snapshot_number,
        remaining.portfolio_item_id

),

throughput as (

    select
        team_id,
        date,
        sum(throughput) as items
    from {{ ref('int_flow_daily') }}
    where throughput > 0
    group by
        team_id,
        date

),

periods as (

    select
        subjects.snapshot_number,
        subjects.subject_uid,
        cast(coalesce(sum(throughput.items), 0) as bigint) as completed_items
    from subjects
    left join throughput
        on
            subjects.team_id = throughput.team_id
            and throughput.date between subjects.next_date and subjects.until_date
    where subjects.until_date is not null
    group by
        subjects.snapshot_number,
        subjects.subject_uid

),

final as (

    select
        subjects.snapshot_number,
        subjects.subject_type,
        subjects.subject_uid,
        case when portfolio_items.open_items = 0 then portfolio_items.completed_date end as actual_date,
        case when subjects.until_date < run_context.as_of_date then periods.completed_items end as actual_items,
        case
            when portfolio_items.open_items > 0 or subjects.until_date >= run_context.as_of_date then 'open'
            when portfolio_items.work_item_id is not null and portfolio_items.completed_date is null then 'dropped'
            else 'known'
        end as outcome
    from subjects
    cross join run_context
    left join portfolio_items
        on
            subjects.snapshot_number = portfolio_items.snapshot_number
            and subjects.work_item_id = portfolio_items.work_item_id
    left join periods
        on subjects.snapshot_number = periods.snapshot_number and subjects.subject_uid = periods.subject_uid

)

select * from final
