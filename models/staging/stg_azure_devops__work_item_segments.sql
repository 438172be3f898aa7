select
    setting as segment_setting,
    project_id,
    segment,
    lower(segment) as segment_key,
    work_item_id
from {{ source('raw', 'work_item_segments') }}
