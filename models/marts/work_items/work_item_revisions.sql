select * from {{ ref('int_work_item_revisions') }}
