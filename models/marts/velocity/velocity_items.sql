select * from {{ ref('int_velocity_items') }}
