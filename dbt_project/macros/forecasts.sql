{#- Level of the test for a lower throughput in the last eight weeks: a steady team is called slower as often. -#}
{% macro slowdown_level() -%}
    0.05
{%- endmacro %}

{#- By how much the share of forecasts that held may be below the promised one. -#}
{% macro tolerated_shortfall() -%}
    0.1
{%- endmacro %}

{#- Whether the forecast at a percentile held; null while that is open. -#}
{% macro has_held(forecasts, outcomes, percentile) -%}
    case
        when {{ outcomes }}.actual_date is not null
            then {{ outcomes }}.actual_date <= {{ forecasts }}.{{ percentile }}_date
        when {{ outcomes }}.actual_items is not null
            then {{ outcomes }}.actual_items >= {{ forecasts }}.{{ percentile }}_items
    end
{%- endmacro %}

{#-
    Whether the weekly forecasts of a percentile held: one row per forecast with a team. A date counts when it has
    passed, whether the work is completed or not: counting only what is completed would leave out what is late.
-#}
{% macro verdicts_on_forecasts(confidence, percentile) -%}
    select
        backtest.team_id,
        cast({{ confidence }} as double) as confidence,
        coalesce(backtest.held_{{ percentile }}, false) as is_held
    from {{ ref('int_forecast_backtest') }} as backtest
    cross join {{ ref('stg_run__run_context') }} as run_context
    where
        backtest.team_id is not null
        and backtest.outcome <> 'dropped'
        and (
            backtest.{{ percentile }}_date < run_context.as_of_date
            or (backtest.{{ percentile }}_items is not null and backtest.outcome = 'known')
        )
{%- endmacro %}
