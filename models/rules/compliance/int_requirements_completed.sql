select
    work_item_id,
    work_item_type,
    state,
    category_since_at,
    project_id,
    team_id,
    segment_scope_id,
    is_imported
from {{ ref('int_work_items') }}
where
    is_selected
    and not is_deleted
    and not is_hidden_type
    and state_category = 'Completed'
    and backlog_level = 'requirement'
