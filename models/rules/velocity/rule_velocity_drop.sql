with

iterations as (

    select * from {{ ref('int_velocity') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'velocity_drop'

),

recent as (

    select
        iterations.*,
        abs(iterations.completed_effort - lag(iterations.completed_effort) over in_order) as moving_range
    from iterations
    inner join rule on {{ rule_scope('iterations.team_id', 'iterations.project_id') }} = rule.scope_id
    where iterations.recency <= rule.window_size + 1
    window in_order as (partition by iterations.team_id order by iterations.recency desc)

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

-- Rounded, so that a sum of fractions is not below itself.
limited as (

    select
        measured.*,
        rule.minimum_count,
        round(measured.completed_effort, 9) as metric_value,
        round(measured.mean_effort - rule.factor * measured.mean_moving_range, 9) as threshold
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

),

final as (

    select
        team_id as subject_uid,
        case when earlier_iterations >= minimum_count and metric_value < threshold then 'medium' end as severity,
        team_name || ' completed an effort of ' || round(completed_effort, 1) || ' in ' || iteration_name
        || '; the variation of its ' || earlier_iterations || ' iterations before explains no less than '
        || round(threshold, 1) || '.' as reason,
        metric_value,
        threshold,
        {{ json_object({
            "completed_effort": "completed_effort",
            "mean_effort": "mean_effort",
            "mean_moving_range": "mean_moving_range",
            "earlier_iterations": "earlier_iterations",
        }) }} as evidence,
        iteration_ids as evidence_ids,
        project_id,
        team_id
    from limited

)

select * from final
