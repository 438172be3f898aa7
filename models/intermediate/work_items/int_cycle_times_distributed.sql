with

cycle_times as (

    select
        team_id,
        lower(work_item_type) as type_key,
        cycle_time_days
    from {{ ref('int_cycle_times') }}
    where
        team_id is not null
        and cycle_time_days is not null
        and {{ elapsed_days('completed_at', 'as_of') }} <= 180

),

ranked as (

    select
        *,
        {{ places('cycle_time_days', 'team_id, type_key') }}
    from cycle_times

),

final as (

    select
        team_id,
        type_key,
        {{ percentile_of_places('cycle_time_days', 50) }} as cycle_time_p50_days,
        {{ percentile_of_places('cycle_time_days', 85) }} as cycle_time_p85_days,
        {{ percentile_of_places('cycle_time_days', 95) }} as cycle_time_p95_days
    from ranked
    group by
        team_id,
        type_key
    having count(*) >= 10

)

select * from final
