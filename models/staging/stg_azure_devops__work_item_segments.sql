select
    setting as segment_setting,
    project_id,
    segment,
    work_item_id
from {{ source('raw', 'work_item_segments') }}
