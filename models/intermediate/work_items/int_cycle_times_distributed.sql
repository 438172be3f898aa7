with

cycle_times as (

    select * from {{ ref('cycle_times') }}

),

final as (

    select
        team_id,
        lower(work_item_type) as type_key,
        percentile_cont(0.5) within group (order by cycle_time_days) as cycle_time_p50_days,
        percentile_cont(0.85) within group (order by cycle_time_days) as cycle_time_p85_days,
        percentile_cont(0.95) within group (order by cycle_time_days) as cycle_time_p95_days
    from cycle_times
    where
        team_id is not null
        and cycle_time_days is not null
        and {{ elapsed_days('completed_at', 'as_of') }} <= 180
    group by
        team_id,
        lower(work_item_type)
    having count(*) >= 10

)

select * from final
