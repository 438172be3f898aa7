select
    blocked_spells.team_id,
    blocked_spells.work_item_id,
    work_items.title,
    work_items.state,
    work_items.assigned_to_name,
    blocked_spells.blocked_at,
    blocked_spells.days,
    blocked_spells.sources,
    work_items.url
from blocked_spells
inner join work_items on blocked_spells.work_item_id = work_items.work_item_id
where blocked_spells.is_current and blocked_spells.team_id is not null
order by blocked_spells.team_id, blocked_spells.days desc
