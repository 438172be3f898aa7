with

team_members as (

    select * from {{ ref('stg_azure_devops__team_members') }}

),

group_members as (

    select distinct group_id from {{ ref('stg_azure_devops__team_group_members') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

final as (

    select distinct
        teams.team_id,
        teams.team_key
    from team_members
    inner join teams on team_members.team_id = teams.team_id
    left join group_members on team_members.identity_id = group_members.group_id
    where
        {{ is_group('team_members.is_container', 'team_members.descriptor') }}
        and group_members.group_id is null

)

select * from final
