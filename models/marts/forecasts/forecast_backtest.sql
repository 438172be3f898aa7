with

forecasts as (

    select * from {{ ref('int_forecasts_described') }}
    where not is_present

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        forecasts.subject_type,
        forecasts.subject_uid,
        forecasts.week_end_date as forecast_week,
        forecasts.subject_name,
        forecasts.project_id,
        forecasts.project_name,
        forecasts.team_id,
        forecasts.team_name,
        forecasts.work_item_id,
        forecasts.work_item_type,
        forecasts.iteration_id,
        forecasts.remaining_items,
        forecasts.p50_date,
        forecasts.p70_date,
        forecasts.p85_date,
        forecasts.p95_date,
        forecasts.p50_items,
        forecasts.p85_items,
        forecasts.p95_items,
        forecasts.target_date,
        forecasts.target_date_probability,
        forecasts.is_forecastable,
        forecasts.reason,
        forecasts.method,
        forecasts.sample_days,
        forecasts.trials,
        forecasts.seed,
        forecasts.actual_date,
        forecasts.actual_items,
        forecasts.outcome,
        forecasts.held_p50,
        forecasts.held_p85,
        forecasts.held_p95,
        forecasts.url,
        run_context.organization,
        run_context.as_of
    from forecasts
    cross join run_context

)

select * from final
