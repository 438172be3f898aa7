with

recent as (

    select
        *,
        row_number() over (partition by team_id order by say_do_ratio desc nulls last) as ratio_rank
    from {{ with_thresholds(ref('int_velocity'), 'undercommitted') }}
    where recency <= window_size

),

-- At least `minimum_count` ratios are above a threshold exactly if the ratio of that rank is.
measured as (

    select
        project_id,
        team_id,
        team_name,
        count(*) as past_iterations,
        max(case when ratio_rank = minimum_count then say_do_ratio end) as say_do_ratio,
        count(case when say_do_ratio > informational_threshold then 1 end) as high_iterations,
        {{ sorted_ids('case when say_do_ratio > informational_threshold then iteration_id end') }}
            as high_iteration_ids
    from recent
    group by
        project_id,
        team_id,
        team_name

)

select
    team_id,
    {{ severity_by_threshold('say_do_ratio', '>') }} as severity,
    say_do_ratio as metric_value,
    team_name || ' completed more than ' || cast(round(100 * informational_threshold) as bigint)
    || '% of its plan in ' || high_iterations || ' of its last ' || {{ quantity('past_iterations', 'iteration') }}
    || '.' as reason,
    {{ json_of(['say_do_ratio', 'high_iterations', 'past_iterations']) }} as evidence,
    high_iteration_ids as evidence_ids
from {{ with_thresholds('measured', 'undercommitted') }}
