with

forecasts as (

    select * from {{ ref('int_forecasts') }}

),

final as (

    select
        forecasts.snapshot_number,
        forecasts.subject_type,
        forecasts.subject_uid,
        forecasts.team_id,
        forecasts.p50_date,
        forecasts.p85_date,
        forecasts.p95_date,
        forecasts.p50_items,
        forecasts.p85_items,
        forecasts.p95_items,
        outcomes.actual_date,
        outcomes.actual_items,
        outcomes.outcome,
        {{ has_held('forecasts', 'outcomes', 'p50') }} as held_p50,
        {{ has_held('forecasts', 'outcomes', 'p85') }} as held_p85,
        {{ has_held('forecasts', 'outcomes', 'p95') }} as held_p95
    from forecasts
    inner join {{ ref('int_forecast_outcomes') }} as outcomes
        on
            forecasts.snapshot_number = outcomes.snapshot_number
            and forecasts.subject_type = outcomes.subject_type
            and forecasts.subject_uid = outcomes.subject_uid

)

select * from final
