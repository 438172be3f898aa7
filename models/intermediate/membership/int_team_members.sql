with

team_members as (

    select * from {{ ref('stg_azure_devops__team_members') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

final as (

    select
        team_members.team_id,
        team_members.identity_id as account_uid,
        team_members.display_name,
        coalesce(team_members.is_team_admin, false) as is_team_admin
    from team_members
    inner join teams on team_members.team_id = teams.team_id
    where not {{ is_group('team_members.is_container', 'team_members.descriptor') }}

)

select * from final
