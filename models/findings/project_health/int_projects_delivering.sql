with

iterations as (

    select * from {{ ref('int_velocity') }}

),

-- As many of a team's iterations as the rule about its reliability looks at.
rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'low_delivery_reliability'

),

final as (

    select
        iterations.project_id,
        count(iterations.say_do_ratio) as delivery_iterations,
        percentile_cont(0.5) within group (order by iterations.say_do_ratio) as delivery_reliability
    from iterations
    inner join rule on iterations.team_id = rule.scope_id
    where iterations.recency <= rule.window_size
    group by iterations.project_id

)

select * from final
