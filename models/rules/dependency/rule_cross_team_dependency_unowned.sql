select
    link_type,
    predecessor_id,
    successor_id,
    predecessor_id as responsible_item_id,
    case
        when
            is_predecessor_open
            and is_successor_open
            and coalesce(predecessor_assigned_to_id, predecessor_assigned_to_name) is null
            then 'medium'
    end as severity,
    successor_work_item_type || ' ' || successor_id || ' of ' || successor_team_name || ' depends on '
    || predecessor_work_item_type || ' ' || predecessor_id || ' of ' || predecessor_team_name
    || ', which has no assignee.' as reason,
    {{ json_object({
        "predecessor_id": "predecessor_id",
        "successor_id": "successor_id",
        "predecessor_team": "predecessor_team_name",
        "successor_team": "successor_team_name",
        "predecessor_state": "predecessor_state",
    }) }} as evidence
from {{ ref('int_dependencies') }}
where is_cross_team
