with

measured as (

    select
        project_id,
        team_id,
        team_name,
        count(*) as past_iterations,
        avg(completed_effort) as mean_effort,
        stddev_samp(completed_effort) as deviation,
        {{ sorted_ids('iteration_id') }} as iteration_ids
    from {{ with_thresholds(ref('int_velocity'), 'unstable_velocity') }}
    where recency <= window_size
    group by
        project_id,
        team_id,
        team_name

),

-- Rounded, so that floating-point error does not lift a ratio above the threshold.
compared as (

    select
        *,
        round(deviation / nullif(mean_effort, 0), 9) as coefficient_of_variation
    from measured

)

select
    team_id,
    case
        when past_iterations = window_size then {{ severity_by_threshold('coefficient_of_variation', '>') }}
    end as severity,
    coefficient_of_variation as metric_value,
    team_name || ' completed an effort of ' || round(mean_effort, 1) || ' on average in its last '
    || {{ quantity('past_iterations', 'iteration') }} || ', with a standard deviation of '
    || round(deviation, 1) || '.' as reason,
    {{ json_of(['coefficient_of_variation', 'mean_effort', 'deviation', 'past_iterations']) }} as evidence,
    iteration_ids as evidence_ids
from {{ with_thresholds('compared', 'unstable_velocity') }}
