select
    link_type,
    predecessor_id,
    successor_id,
    successor_id as responsible_item_id,
    case when is_broken and is_successor_open then 'high' end as severity,
    'The predecessor ' || coalesce(predecessor_work_item_type || ' ', '') || predecessor_id || ' of '
    || successor_work_item_type || ' ' || successor_id
    || case
        when is_predecessor_deleted then ' was deleted.'
        when predecessor_state is null then ' was deleted or is not readable.'
        else ' is ' || predecessor_state || '.'
    end as reason,
    {{ json_of(['predecessor_id', 'successor_id', 'predecessor_state', 'is_predecessor_deleted']) }} as evidence,
    successor_assigned_to_name as owner_name
from {{ ref('int_dependencies') }}
