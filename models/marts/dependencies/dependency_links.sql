select * from {{ ref('int_dependencies') }}
