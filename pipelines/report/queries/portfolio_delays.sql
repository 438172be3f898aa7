with recursive below as (
    select
        portfolio_progress.work_item_id as portfolio_item_id,
        work_items.work_item_id
    from portfolio_progress
    inner join work_items on portfolio_progress.work_item_id = work_items.parent_id
    where not portfolio_progress.is_done
    union
    select
        below.portfolio_item_id,
        work_items.work_item_id
    from below
    inner join work_items on below.work_item_id = work_items.parent_id
),

delays as (
    select
        work_item_id,
        'blocked' as delay,
        days,
        sources as detail
    from blocked_spells
    where is_current
    union all
    select
        successor_id,
        'waits for ' || predecessor_id,
        greatest(0, date_diff('day', successor_end_date, predecessor_end_date)),
        replace(status, '_', ' ') || ': ' || predecessor_title
    from dependency_links
    where is_predecessor_open and is_successor_open and status <> 'on_track'
    union all
    select
        work_item_id,
        'in progress longer than usual',
        work_item_age_days - cycle_time_p85_days,
        state
    from backlog_aging
    where work_item_age_days > cycle_time_p85_days
)

select
    below.portfolio_item_id,
    delays.work_item_id,
    work_items.title,
    work_items.team_name,
    delays.delay,
    delays.days,
    delays.detail,
    work_items.url
from below
inner join delays on below.work_item_id = delays.work_item_id
inner join work_items on below.work_item_id = work_items.work_item_id
qualify row_number() over (
    partition by below.portfolio_item_id order by delays.days desc nulls last, delays.work_item_id, delays.delay
) <= 5
order by below.portfolio_item_id, delays.days desc nulls last, delays.work_item_id
