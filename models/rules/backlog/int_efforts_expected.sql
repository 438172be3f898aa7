with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'oversized'

),

efforts as (

    select
        rule.*,
        cycle_times.team_id,
        cycle_times.effort
    from {{ ref('int_cycle_times') }} as cycle_times
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join rule on cycle_times.team_id = rule.scope_id
    where
        cycle_times.effort is not null
        and {{ elapsed_days('cycle_times.completed_at', 'run_context.as_of') }} <= rule.window_size

),

ranked as (

    select
        *,
        {{ group_ranks('effort', 'team_id') }}
    from efforts

),

final as (

    select
        team_id,
        count(*) as completed_items,
        {{ thresholds_by_percentile('effort') }}
    from ranked
    group by team_id

)

select * from final
