select * from {{ ref('int_rules') }}
