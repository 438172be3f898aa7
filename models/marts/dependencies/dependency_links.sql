select * from {{ ref('int_dependency_links') }}
