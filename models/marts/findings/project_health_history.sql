select * from {{ ref('int_project_health_history') }}
