select
    link_type,
    predecessor_id,
    successor_id,
    successor_id as responsible_item_id,
    case
        when is_violated and successor_state_category = 'Completed' then 'high'
        when is_violated then 'medium'
    end as severity,
    successor_work_item_type || ' ' || successor_id || ' is ' || successor_state || ', but its predecessor '
    || predecessor_work_item_type || ' ' || predecessor_id || ' is ' || predecessor_state || '.' as reason,
    {{ json_of(['predecessor_id', 'successor_id', 'predecessor_state', 'successor_state']) }} as evidence,
    successor_assigned_to_name as owner_name
from {{ ref('int_dependencies') }}
