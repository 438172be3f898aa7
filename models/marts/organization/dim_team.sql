with

teams as (

    select * from {{ ref('int_teams') }}

),

members as (

    select
        team_id,
        count(*) as members
    from {{ ref('int_team_members') }}
    group by team_id

),

subscribed as (

    select distinct team_id
    from {{ ref('stg_azure_devops__team_iterations') }}

),

final as (

    select
        teams.team_id,
        teams.team_name,
        teams.project_name || ' / ' || teams.team_name as team_label,
        teams.project_id,
        teams.project_name,
        coalesce(fields.field_name, teams.effort_field) as effort_unit,
        coalesce(members.members, 0) as members,
        subscribed.team_id is not null as has_iterations,
        team_groups.group_1,
        team_groups.group_2,
        team_groups.group_3,
        run_context.organization,
        run_context.as_of
    from teams
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join members on teams.team_id = members.team_id
    left join subscribed on teams.team_id = subscribed.team_id
    left join {{ ref('stg_azure_devops__fields') }} as fields
        on lower(teams.effort_field) = lower(fields.reference_name)
    left join {{ ref('stg_rosters__team_groups') }} as team_groups on teams.team_id = team_groups.team_id

)

select * from final
