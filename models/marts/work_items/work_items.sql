select * from {{ ref('int_work_items') }}
