with

recent as (

    select
        *,
        abs(completed_effort - lag(completed_effort) over in_order) as moving_range
    from {{ with_thresholds(ref('int_velocity'), 'velocity_drop') }}
    where recency <= window_size + 1
    window in_order as (partition by team_id order by recency desc)

),

measured as (

    select
        project_id,
        team_id,
        team_name,
        count(*) - 1 as earlier_iterations,
        max(case when recency = 1 then iteration_name end) as iteration_name,
        max(case when recency = 1 then completed_effort end) as completed_effort,
        avg(case when recency > 1 then completed_effort end) as mean_effort,
        avg(case when recency > 1 then moving_range end) as mean_moving_range,
        {{ sorted_ids('iteration_id') }} as iteration_ids
    from recent
    group by
        project_id,
        team_id,
        team_name

),

-- Rounded, so that floating-point error does not push a sum below an equal threshold.
compared as (

    select
        *,
        round(completed_effort, 9) as metric_value,
        round(mean_effort - factor * mean_moving_range, 9) as threshold
    from {{ with_thresholds('measured', 'velocity_drop') }}

)

select
    team_id,
    case when earlier_iterations >= minimum_count and metric_value < threshold then 'medium' end as severity,
    metric_value,
    threshold,
    team_name || ' completed an effort of ' || round(completed_effort, 1) || ' in ' || iteration_name
    || '; the minimum expected from its ' || {{ quantity('earlier_iterations', 'previous iteration') }} || ' is '
    || round(threshold, 1) || '.' as reason,
    {{ json_of(['completed_effort', 'mean_effort', 'mean_moving_range', 'earlier_iterations']) }} as evidence,
    iteration_ids as evidence_ids
from compared
