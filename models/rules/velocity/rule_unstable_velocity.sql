with

iterations as (

    select * from {{ ref('int_velocity') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'unstable_velocity'

),

measured as (

    select
        iterations.project_id,
        iterations.team_id,
        iterations.team_name,
        count(*) as past_iterations,
        avg(iterations.completed_effort) as mean_effort,
        stddev_samp(iterations.completed_effort) as deviation,
        {{ sorted_ids('iterations.iteration_id') }} as iteration_ids
    from iterations
    inner join rule on {{ rule_scope('iterations.team_id', 'iterations.project_id') }} = rule.scope_id
    where iterations.recency <= rule.window_size
    group by
        iterations.project_id,
        iterations.team_id,
        iterations.team_name

),

-- Rounded, so that a ratio at the threshold is not above it.
compared as (

    select
        *,
        round(deviation / nullif(mean_effort, 0), 9) as coefficient_of_variation
    from measured

),

final as (

    select
        compared.team_id as subject_uid,
        case
            when compared.past_iterations = rule.window_size
                then {{ severity_by_threshold('compared.coefficient_of_variation', '>') }}
        end as severity,
        compared.team_name || ' completed an effort of ' || round(compared.mean_effort, 1)
        || ' on average in its last ' || compared.past_iterations || ' iterations, with a deviation of '
        || round(compared.deviation, 1) || '.' as reason,
        compared.coefficient_of_variation as metric_value,
        {{ json_object({
            "coefficient_of_variation": "compared.coefficient_of_variation",
            "mean_effort": "compared.mean_effort",
            "deviation": "compared.deviation",
            "past_iterations": "compared.past_iterations",
        }) }} as evidence,
        compared.iteration_ids as evidence_ids,
        compared.project_id,
        compared.team_id
    from compared
    inner join rule on {{ rule_scope('compared.team_id', 'compared.project_id') }} = rule.scope_id

)

select * from final
