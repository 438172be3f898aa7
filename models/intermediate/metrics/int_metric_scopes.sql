select
    project_id,
    team_id
from {{ ref('int_teams') }}
union all
select
    project_id,
    '' as team_id
from {{ ref('int_projects') }}
where is_selected
union all
select
    '' as project_id,
    '' as team_id
