with

days as (

    select
        flow_daily.*,
        {{ week_end('flow_daily.date') }} as week_end_date
    from {{ ref('int_flow_daily') }} as flow_daily
    cross join {{ ref('stg_run__run_context') }} as run_context
    where {{ week_end('flow_daily.date') }} < run_context.as_of_date

),

weeks as (

    select
        project_id,
        project_name,
        team_id,
        team_name,
        work_item_type,
        week_end_date,
        sum(throughput) as throughput,
        sum(case when date = week_end_date then wip else 0 end) as wip,
        sum(arrivals) as arrivals,
        sum(departures) as departures
    from days
    group by
        project_id,
        project_name,
        team_id,
        team_name,
        work_item_type,
        week_end_date

),

ranges as (

    select
        *,
        abs(throughput - lag(throughput) over (partition by team_id, work_item_type order by week_end_date))
            as moving_range
    from weeks

),

-- The moving ranges are those between the 26 weeks before: one less than weeks.
baselines as (

    select
        *,
        avg(throughput) over (
            partition by team_id, work_item_type order by week_end_date rows between 3 preceding and current row
        ) as throughput_mean_4w,
        count(*) over weeks_before as weeks_before,
        avg(throughput) over weeks_before as mean_before,
        2.66 * avg(moving_range) over (
            partition by team_id, work_item_type order by week_end_date rows between 25 preceding and 1 preceding
        ) as span_before
    from ranges
    window
        weeks_before as (
            partition by team_id, work_item_type order by week_end_date rows between 26 preceding and 1 preceding
        )

),

limits as (

    select
        *,
        case when weeks_before >= 12 then mean_before end as throughput_mean,
        case when weeks_before >= 12 then span_before end as throughput_span
    from baselines

),

-- Rounded, so that floating-point error does not put a week beyond a limit that it equals.
final as (

    select
        project_id,
        project_name,
        team_id,
        team_name,
        work_item_type,
        week_end_date,
        cast(throughput as bigint) as throughput,
        throughput_mean_4w,
        cast(wip as bigint) as wip,
        cast(arrivals as bigint) as arrivals,
        cast(departures as bigint) as departures,
        throughput_mean,
        case
            when throughput_mean > throughput_span then throughput_mean - throughput_span
            when throughput_mean is not null then 0
        end as throughput_lower_limit,
        throughput_mean + throughput_span as throughput_upper_limit,
        round(abs(throughput - throughput_mean), 9) > round(throughput_span, 9) as is_throughput_signal
    from limits

)

select * from final
