with

calibration as (

    select * from {{ ref('int_forecast_calibration') }}
    where confidence = 0.85

)

select
    team_id,
    case when forecasts >= minimum_count and not is_reliable then 'informational' end as severity,
    held_share as metric_value,
    team_name || ' kept ' || held || ' of ' || {{ quantity('forecasts', 'forecast') }}
    || ' of the last 52 weeks that promised 85 %'
    || case
        when has_slowed
            then
                ', and its throughput of the last 40 working days is '
                || cast(round(100 * throughput_change_ratio) as bigint) || ' % of that of the year before.'
        else '.'
    end as reason,
    {{ json_of([
        'forecasts', 'held', 'held_share', 'expected_share', 'has_slowed', 'throughput_change_ratio',
        'throughput_change_p_value'
    ]) }} as evidence
from {{ with_thresholds('calibration', 'forecast_unreliable') }}
