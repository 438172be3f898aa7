select * from {{ ref('int_project_members') }}
