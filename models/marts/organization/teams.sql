select * from {{ ref('int_teams_published') }}
