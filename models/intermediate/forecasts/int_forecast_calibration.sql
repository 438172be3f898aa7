with

verdicts as (

    {{ verdicts_on_forecasts(0.5, 'p50') }}
    union all
    {{ verdicts_on_forecasts(0.85, 'p85') }}
    union all
    {{ verdicts_on_forecasts(0.95, 'p95') }}

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
        coalesce(changes.p_value < {{ slowdown_level() }}, false) as has_slowed,
        cast(counts.held as double) / counts.forecasts >= counts.confidence - {{ tolerated_shortfall() }}
        and not coalesce(changes.p_value < {{ slowdown_level() }}, false) as is_reliable
    from counts
    inner join {{ ref('int_teams') }} as teams on counts.team_id = teams.team_id
    left join {{ ref('int_throughput_changes') }} as changes on counts.team_id = changes.team_id

)

select * from final
