select
    team_id,
    state,
    state_category,
    sum(date_diff('second',
        greatest(entered_at, as_of - interval 56 days),
        coalesce(left_at, as_of)) / 86400) as item_days,
    count(distinct work_item_id) as items,
    item_days / items as days_per_item
from state_spells
where
    state_category in ('InProgress', 'Resolved')
    and team_id is not null
    and work_item_type in (select work_item_type from flow_history)
    and coalesce(left_at, as_of) > as_of - interval 56 days
group by team_id, state, state_category
order by team_id, item_days desc, state
