with

forecasts as (

    select * from {{ ref('int_forecast_calibration') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        forecasts.team_id,
        forecasts.confidence,
        forecasts.team_name,
        forecasts.project_id,
        forecasts.project_name,
        forecasts.forecasts,
        forecasts.held,
        forecasts.held_share,
        forecasts.expected_share,
        forecasts.throughput_change_ratio,
        forecasts.throughput_change_p_value,
        forecasts.has_slowed,
        forecasts.is_reliable,
        run_context.organization,
        run_context.as_of
    from forecasts
    cross join run_context

)

select * from final
