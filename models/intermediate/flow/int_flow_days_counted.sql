with

changes as (

    select * from {{ ref('int_flow_days_changed') }}

),

final as (

    select
        team_id,
        work_item_type,
        date as from_date,
        lead(date) over so_far as until_date,
        sum(proposed_change) over so_far as proposed_items,
        sum(in_progress_change) over so_far as in_progress_items,
        sum(resolved_change) over so_far as resolved_items,
        sum(completed_change) over so_far as completed_items,
        sum(removed_change) over so_far as removed_items,
        sum(unknown_change) over so_far as unknown_items,
        arrivals,
        departures,
        throughput
    from changes
    window so_far as (partition by team_id, work_item_type order by date)

)

select * from final
