with

weeks as (

    select
        project_id,
        team_id,
        team_name,
        week_end_date,
        cast(sum(throughput) as bigint) as throughput,
        row_number() over (partition by team_id order by week_end_date desc) as recency
    from {{ ref('int_weekly_flow') }}
    group by
        project_id,
        team_id,
        team_name,
        week_end_date

),

recent as (

    select
        *,
        abs(throughput - lag(throughput) over in_order) as moving_range
    from {{ with_thresholds('weeks', 'throughput_signal') }}
    where recency <= window_size + 1
    window in_order as (partition by team_id order by recency desc)

),

completed_items as (

    select
        team_id,
        {{ week_end('from_date') }} as week_end_date,
        {{ sorted_ids('work_item_id') }} as work_item_ids
    from {{ ref('int_requirement_revisions') }}
    where is_completion
    group by
        team_id,
        {{ week_end('from_date') }}

),

measured as (

    select
        project_id,
        team_id,
        team_name,
        count(*) - 1 as earlier_weeks,
        max(week_end_date) as week_end_date,
        max(case when recency = 1 then throughput end) as throughput,
        avg(case when recency > 1 then throughput end) as mean_throughput,
        avg(case when recency > 1 then moving_range end) as mean_moving_range
    from recent
    group by
        project_id,
        team_id,
        team_name

),

-- Rounded, so that floating-point error does not put a week beyond a limit that it equals.
compared as (

    select
        measured.*,
        completed_items.work_item_ids,
        round(measured.mean_throughput - measured.factor * measured.mean_moving_range, 9) as lower_limit,
        round(measured.mean_throughput + measured.factor * measured.mean_moving_range, 9) as upper_limit
    from {{ with_thresholds('measured', 'throughput_signal') }} as measured
    left join completed_items
        on measured.team_id = completed_items.team_id and measured.week_end_date = completed_items.week_end_date

)

select
    team_id,
    case
        when earlier_weeks >= minimum_count and (throughput < lower_limit or throughput > upper_limit) then 'low'
    end as severity,
    throughput as metric_value,
    case when throughput < lower_limit then lower_limit else upper_limit end as threshold,
    team_name || ' completed ' || {{ quantity('throughput', 'item') }} || ' in the week to ' || week_end_date
    || '; between ' || round(greatest(lower_limit, 0), 1) || ' and ' || round(upper_limit, 1)
    || ' were expected from its ' || {{ quantity('earlier_weeks', 'previous week') }} || '.' as reason,
    {{ json_of(['throughput', 'week_end_date', 'mean_throughput', 'mean_moving_range', 'earlier_weeks']) }} as evidence,
    work_item_ids as evidence_ids
from compared
