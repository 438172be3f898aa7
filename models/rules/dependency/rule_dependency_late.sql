select
    link_type,
    predecessor_id,
    successor_id,
    predecessor_id as responsible_item_id,
    case when is_late then 'high' end as severity,
    predecessor_work_item_type || ' ' || predecessor_id || ' ends on ' || predecessor_end_date
    || ', after its successor ' || successor_work_item_type || ' ' || successor_id || ', which ends on '
    || successor_end_date || '.' as reason,
    {{ json_of(['predecessor_id', 'successor_id', 'predecessor_end_date', 'successor_end_date']) }} as evidence,
    predecessor_assigned_to_name as owner_name
from {{ ref('int_dependencies') }}
