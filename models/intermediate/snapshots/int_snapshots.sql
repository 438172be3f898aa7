select * from {{ ref('int_snapshot_times') }}
where snapshot_number > 0
