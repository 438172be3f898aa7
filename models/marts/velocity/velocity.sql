select * from {{ ref('int_velocity') }}
