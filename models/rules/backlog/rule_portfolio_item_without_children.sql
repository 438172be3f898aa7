select
    work_item_id,
    case when total_items = 0 then 'low' end as severity,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' without a requirement below it.' as reason,
    {{ json_of(['state', 'total_items', 'target_date']) }} as evidence
from {{ ref('int_portfolio_progress') }}
where state_category in ('InProgress', 'Resolved') and not is_hidden_type
