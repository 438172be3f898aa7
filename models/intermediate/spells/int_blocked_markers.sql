-- A line without a project is one for each of them.
select distinct
    projects.project_id,
    markers.marker,
    lower(markers.name) as name_key
from {{ ref('stg_rosters__blocked_markers') }} as markers
inner join {{ ref('int_projects') }} as projects
    on markers.project_id is null or markers.project_id = projects.project_id
