select * from {{ ref('int_cycle_times') }}
