select work_item_id
from {{ ref('int_revisions') }}
group by work_item_id
having count(case when is_latest then 1 end) <> 1
