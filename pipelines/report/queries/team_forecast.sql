select
    team_id,
    subject_type,
    case
        when subject_type = 'iteration' then subject_name
        else 'the next 30 days'
    end as horizon,
    remaining_items,
    p50_items,
    p85_items,
    p95_items,
    target_date,
    target_date_probability,
    is_forecastable,
    reason
from forecasts
where subject_type in ('iteration', 'team')
order by team_id, subject_type
