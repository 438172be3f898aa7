with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

-- A date counts when it has passed, whether the work is completed or not: counting only what is completed would leave
-- out what is late.
verdicts as (

    {%- for confidence in ['50', '85', '95'] %}
    select
        backtest.team_id,
        {{ confidence }} / 100.0 as confidence,
        coalesce(backtest.held_p{{ confidence }}, false) as is_held
    from {{ ref('int_forecast_backtest') }} as backtest
    cross join run_context
    where
        backtest.team_id is not null
        and backtest.outcome <> 'dropped'
        and (
            backtest.p{{ confidence }}_date < run_context.as_of_date
            or (backtest.p{{ confidence }}_items is not null and backtest.outcome = 'known')
        )
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

counts as (

    select
        team_id,
        confidence,
        count(*) as forecasts,
        count(case when is_held then 1 end) as held
    from verdicts
    group by
        team_id,
        confidence

),

final as (

    select
        counts.team_id,
        teams.team_name,
        teams.project_id,
        teams.project_name,
        counts.confidence,
        counts.forecasts,
        counts.held,
        cast(counts.held as double) / counts.forecasts as held_share,
        counts.confidence as expected_share,
        changes.change_ratio as throughput_change_ratio,
        changes.p_value as throughput_change_p_value,
        coalesce(changes.p_value < {{ drift_level() }}, false) as has_drifted,
        cast(counts.held as double) / counts.forecasts >= counts.confidence - {{ tolerated_shortfall() }}
        and not coalesce(changes.p_value < {{ drift_level() }}, false) as is_reliable
    from counts
    inner join {{ ref('int_teams') }} as teams on counts.team_id = teams.team_id
    left join {{ ref('int_throughput_changes') }} as changes on counts.team_id = changes.team_id

)

select * from final
