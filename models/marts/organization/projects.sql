select * from {{ ref('int_projects_published') }}
