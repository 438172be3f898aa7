select
    history.work_item_id,
    history.week_end_date,
    history.total_items,
    history.completed_items
from portfolio_progress_history as history
inner join portfolio_progress on history.work_item_id = portfolio_progress.work_item_id
where not portfolio_progress.is_done and history.total_items > 0
order by history.work_item_id, history.week_end_date
