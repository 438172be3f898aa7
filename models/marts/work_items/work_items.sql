select * from {{ ref('int_work_items_published') }}
