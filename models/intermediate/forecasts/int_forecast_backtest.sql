with

final as (

    select
        subjects.*,
        snapshots.week_end_date as forecast_week,
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
        outcomes.actual_date,
        outcomes.actual_items,
        outcomes.outcome,
        {%- for confidence in ['50', '85', '95'] %}
        case
            when outcomes.actual_date is not null then outcomes.actual_date <= forecasts.p{{ confidence }}_date
            when outcomes.actual_items is not null then outcomes.actual_items >= forecasts.p{{ confidence }}_items
        end as held_p{{ confidence }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('int_forecast_subjects') }} as subjects
    inner join {{ ref('int_snapshots') }} as snapshots on subjects.snapshot_number = snapshots.snapshot_number
    inner join {{ ref('int_forecasts') }} as forecasts
        on
            subjects.snapshot_number = forecasts.snapshot_number
            and subjects.subject_type = forecasts.subject_type
            and subjects.subject_uid = forecasts.subject_uid
    inner join {{ ref('int_forecast_outcomes') }} as outcomes
        on
            subjects.snapshot_number = outcomes.snapshot_number
            and subjects.subject_type = outcomes.subject_type
            and subjects.subject_uid = outcomes.subject_uid

)

select * from final
