select
    work_item_id,
    case when created_by_id = started_by_id and started_by_id = completed_by_id then 'informational' end as severity,
    work_item_type || ' ' || work_item_id || ' was created, started and completed by '
    || case when created_by_id = started_by_id and started_by_id = completed_by_id then 'one person.' else 'several people.' end
        as reason,
    completed_by_id as owner_id,
    {{ json_of(['created_by_id', 'started_by_id', 'completed_by_id', 'completed_at']) }} as evidence
from {{ ref('int_change_evidence') }}
where
    not is_imported
    and created_by_id is not null
    and started_by_id is not null
    and completed_by_id is not null
