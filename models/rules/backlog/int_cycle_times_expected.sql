with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'aging_beyond_expectation'

),

cycle_times as (

    select
        rule.*,
        cycle_times.team_id,
        cycle_times.type_key,
        cycle_times.cycle_time_days
    from {{ ref('int_cycle_times') }} as cycle_times
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join rule on cycle_times.team_id = rule.scope_id
    where
        cycle_times.cycle_time_days is not null
        and not cycle_times.is_imported
        and {{ elapsed_days('cycle_times.completed_at', 'run_context.as_of') }} <= rule.window_size

),

ranked as (

    select
        *,
        {{ group_ranks('cycle_time_days', 'team_id, type_key') }}
    from cycle_times

),

final as (

    select
        team_id,
        type_key,
        count(*) as completed_items,
        {{ thresholds_by_percentile('cycle_time_days') }}
    from ranked
    group by
        team_id,
        type_key

)

select * from final
