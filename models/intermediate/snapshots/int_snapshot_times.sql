with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

snapshots as (

    select
        days.calendar_date as week_end_date,
        days.ends_at as snapshot_at,
        cast({{ dbt.dateadd('day', 1, 'days.calendar_date') }} as date) as next_date,
        days.calendar_date < {{ dbt.dateadd('week', -52, 'run_context.as_of_date') }} as is_week_before
    from {{ ref('stg_run__calendar_days') }} as days
    cross join run_context
    where
        days.calendar_date < run_context.as_of_date
        and days.calendar_date >= {{ dbt.dateadd('week', -53, 'run_context.as_of_date') }}
        and {{ is_day_of_week_in('days.calendar_date', "'sunday'") }}
    union all
    select
        cast(null as date) as week_end_date,
        as_of as snapshot_at,
        as_of_date as next_date,
        false as is_week_before
    from run_context

),

final as (

    select
        cast(
            row_number() over (order by snapshot_at, week_end_date nulls last)
            - count(case when is_week_before then 1 end) over ()
            as integer
        ) as snapshot_number,
        week_end_date,
        snapshot_at,
        next_date,
        week_end_date is null as is_present
    from snapshots

)

select * from final
