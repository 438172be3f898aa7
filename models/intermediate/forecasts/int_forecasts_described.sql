with

subjects as (

    select * from {{ ref('int_forecast_subjects') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

final as (

    select
        subjects.snapshot_number,
        snapshots.is_present,
        snapshots.week_end_date,
        subjects.subject_type,
        subjects.subject_uid,
        coalesce(work_items.title, iterations.iteration_name, teams.team_name) as subject_name,
        coalesce(work_items.project_id, teams.project_id) as project_id,
        coalesce(work_items.project_name, teams.project_name) as project_name,
        subjects.team_id,
        teams.team_name,
        subjects.work_item_id,
        work_items.work_item_type,
        subjects.iteration_id,
        subjects.remaining_items,
        subjects.target_date,
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
        forecasts.seed
    from subjects
    inner join {{ ref('int_snapshots') }} as snapshots on subjects.snapshot_number = snapshots.snapshot_number
    inner join {{ ref('int_forecasts') }} as forecasts
        on
            subjects.snapshot_number = forecasts.snapshot_number
            and subjects.subject_type = forecasts.subject_type
            and subjects.subject_uid = forecasts.subject_uid
    left join work_items on subjects.work_item_id = work_items.work_item_id
    left join {{ ref('int_teams') }} as teams on subjects.team_id = teams.team_id
    left join {{ ref('int_team_iterations') }} as iterations
        on
            subjects.team_id = iterations.team_id
            and subjects.iteration_id = iterations.iteration_id

)

select * from final
