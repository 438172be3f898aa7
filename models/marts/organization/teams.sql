select * from {{ ref('int_teams') }}
