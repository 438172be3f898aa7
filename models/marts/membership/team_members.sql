select * from {{ ref('int_team_members') }}
