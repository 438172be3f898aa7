select
    status,
    predecessor_id,
    predecessor_title,
    predecessor_team_name,
    predecessor_state,
    predecessor_end_date,
    predecessor_url,
    successor_id,
    successor_title,
    successor_team_name,
    successor_state,
    successor_end_date,
    successor_url,
    is_circular,
    is_late,
    is_broken,
    is_violated,
    is_unscheduled,
    is_cross_team,
    cycle_id,
    chain_length
from dependency_links
where is_predecessor_open or is_successor_open
order by
    is_circular desc,
    is_broken desc,
    is_violated desc,
    is_late desc,
    is_unscheduled desc,
    predecessor_id,
    successor_id
