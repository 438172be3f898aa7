select * from {{ ref('int_projects') }}
