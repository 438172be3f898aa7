with

-- An account belongs to a team as a member, or as the assignee of open work of the team.
people as (

    select
        team_id,
        account_uid
    from {{ ref('int_team_members') }}
    union
    select
        team_id,
        assigned_to_id as account_uid
    from {{ ref('int_open_work_items') }}
    where assigned_to_id is not null

),

{{ open_findings_by_family('team_id', ref('int_team_metrics')) }},

final as (

    select
        metrics.*,
        findings_by_family.open_findings,
        {{ family_columns('findings_by_family') }}
    from {{ ref('int_team_metrics') }} as metrics
    inner join findings_by_family on metrics.team_id = findings_by_family.team_id

)

select * from final
