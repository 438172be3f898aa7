with

iterations as (

    select * from {{ ref('int_velocity') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'low_delivery_reliability'

),

recent as (

    select
        iterations.*,
        row_number() over (partition by iterations.team_id order by iterations.say_do_ratio nulls last) as lowness
    from iterations
    inner join rule on {{ rule_scope('iterations.team_id', 'iterations.project_id') }} = rule.scope_id
    where iterations.recency <= rule.window_size

),

-- At least three ratios are below a threshold exactly when the third lowest is.
measured as (

    select
        recent.project_id,
        recent.team_id,
        recent.team_name,
        count(*) as past_iterations,
        max(case when recent.lowness = rule.minimum_count then recent.say_do_ratio end) as say_do_ratio,
        count(case when recent.say_do_ratio < rule.medium_threshold then 1 end) as low_iterations,
        {{ sorted_ids("case when recent.say_do_ratio < rule.medium_threshold then recent.iteration_id end") }}
            as low_iteration_ids
    from recent
    inner join rule on {{ rule_scope('recent.team_id', 'recent.project_id') }} = rule.scope_id
    group by
        recent.project_id,
        recent.team_id,
        recent.team_name

),

final as (

    select
        measured.team_id as subject_uid,
        {{ severity_by_threshold('measured.say_do_ratio', '<') }} as severity,
        measured.team_name || ' completed less than ' || cast(round(100 * rule.medium_threshold) as bigint)
        || ' % of its plan in ' || measured.low_iterations || ' of its last ' || measured.past_iterations
        || ' iterations.' as reason,
        measured.say_do_ratio as metric_value,
        {{ json_object({
            "say_do_ratio": "measured.say_do_ratio",
            "low_iterations": "measured.low_iterations",
            "past_iterations": "measured.past_iterations",
        }) }} as evidence,
        measured.low_iteration_ids as evidence_ids,
        measured.project_id,
        measured.team_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

)

select * from final
