select
    portfolio_progress.work_item_id,
    portfolio_progress.title,
    portfolio_progress.work_item_type,
    portfolio_progress.team_name,
    portfolio_progress.project_name,
    portfolio_progress.state,
    portfolio_progress.percent_complete,
    portfolio_progress.completed_items,
    portfolio_progress.in_progress_items,
    portfolio_progress.not_started_items,
    portfolio_progress.total_items,
    forecasts.p50_date,
    forecasts.p85_date,
    forecasts.p95_date,
    portfolio_progress.target_date,
    forecasts.target_date_probability,
    forecasts.is_forecastable,
    forecasts.reason,
    portfolio_progress.url
from portfolio_progress
left join forecasts
    on portfolio_progress.work_item_id = forecasts.work_item_id
    and forecasts.subject_type = 'portfolio_item'
where not portfolio_progress.is_done
order by forecasts.target_date_probability nulls last, portfolio_progress.target_date, portfolio_progress.work_item_id
