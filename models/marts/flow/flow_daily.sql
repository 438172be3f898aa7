select * from {{ ref('int_flow_daily') }}
