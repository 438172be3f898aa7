-- Work may be older than the start where `changed_at` does not grow with `rev`; the time then begins with it.
with

begun as (

    select
        work_item_id,
        min(changed_at) as worked_since_at
    from {{ ref('int_revisions') }}
    where state_category = 'InProgress'
    group by work_item_id

)

select cycle_times.*
from {{ ref('cycle_times') }} as cycle_times
left join begun on cycle_times.work_item_id = begun.work_item_id
where
    cycle_times.active_days + cycle_times.wait_days > 0.000001 + coalesce(
        greatest(
            cycle_times.cycle_time_days, {{ elapsed_days('begun.worked_since_at', 'cycle_times.completed_at') }}
        ),
        0
    )
