select
    link_type,
    predecessor_id,
    successor_id,
    successor_id as responsible_item_id,
    case when is_broken and is_successor_open then 'high' end as severity,
    successor_work_item_type || ' ' || successor_id || ' waits for '
    || coalesce(predecessor_work_item_type || ' ', 'item ') || predecessor_id
    || case
        when is_predecessor_deleted then ', which was deleted.'
        when predecessor_state is null then ', which cannot be read: it is gone or out of reach.'
        else ', which is ' || predecessor_state || '.'
    end as reason,
    {{ json_of(['predecessor_id', 'successor_id', 'predecessor_state', 'is_predecessor_deleted']) }} as evidence,
    successor_assigned_to_name as owner_name
from {{ ref('int_dependencies') }}
