with

forecasts as (

    select * from {{ ref('int_forecasts') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

final as (

    select
        forecasts.snapshot_number,
        snapshots.is_present,
        snapshots.week_end_date,
        forecasts.subject_type,
        forecasts.subject_uid,
        coalesce(work_items.title, iterations.iteration_name, teams.team_name) as subject_name,
        coalesce(work_items.project_id, teams.project_id) as project_id,
        coalesce(work_items.project_name, teams.project_name) as project_name,
        forecasts.team_id,
        teams.team_name,
        forecasts.work_item_id,
        work_items.work_item_type,
        forecasts.iteration_id,
        forecasts.remaining_items,
        forecasts.target_date,
        work_items.url,
        forecasts.p50_date,
        forecasts.p70_date,
        forecasts.p85_date,
        forecasts.p95_date,
        forecasts.p50_items,
        forecasts.p85_items,
        forecasts.p95_items,
        forecasts.target_date_probability,
        forecasts.is_forecastable,
        forecasts.reason,
        forecasts.method,
        forecasts.sample_days,
        forecasts.trials,
        forecasts.seed,
        backtest.actual_date,
        backtest.actual_items,
        backtest.outcome,
        backtest.held_p50,
        backtest.held_p85,
        backtest.held_p95
    from forecasts
    inner join {{ ref('int_snapshots') }} as snapshots on forecasts.snapshot_number = snapshots.snapshot_number
    left join {{ ref('int_forecast_backtest') }} as backtest
        on
            forecasts.snapshot_number = backtest.snapshot_number
            and forecasts.subject_type = backtest.subject_type
            and forecasts.subject_uid = backtest.subject_uid
    left join work_items on forecasts.work_item_id = work_items.work_item_id
    left join {{ ref('int_teams') }} as teams on forecasts.team_id = teams.team_id
    left join {{ ref('int_team_iterations') }} as iterations
        on
            forecasts.team_id = iterations.team_id
            and forecasts.iteration_id = iterations.iteration_id

)

select * from final
