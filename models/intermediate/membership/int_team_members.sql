with

team_members as (

    select
        *,
        {{ is_group('is_container', 'descriptor') }} as is_group
    from {{ ref('stg_azure_devops__team_members') }}

),

group_members as (

    select * from {{ ref('stg_azure_devops__team_group_members') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

-- Who has neither an entitlement nor an identity that was found may be a group.
people as (

    select
        account_uid as identity_id,
        display_name
    from {{ ref('stg_azure_devops__user_entitlements') }}
    union
    select
        identity_id,
        display_name
    from {{ ref('stg_azure_devops__identities') }}
    where not {{ is_group('is_container', 'subject_descriptor') }}

),

members as (

    select
        team_id,
        identity_id,
        display_name,
        coalesce(is_team_admin, false) as is_team_admin,
        1 as source_rank
    from team_members
    where not is_group
    union all
    select
        team_members.team_id,
        group_members.identity_id,
        people.display_name,
        coalesce(team_members.is_team_admin, false) as is_team_admin,
        2 as source_rank
    from team_members
    inner join group_members on team_members.identity_id = group_members.group_id
    left join people on group_members.identity_id = people.identity_id
    left join team_members as direct_members
        on
            team_members.team_id = direct_members.team_id
            and group_members.identity_id = direct_members.identity_id
            and not direct_members.is_group
    where
        team_members.is_group
        and (people.identity_id is not null or direct_members.identity_id is not null)

),

final as (

    select
        members.team_id,
        members.identity_id as account_uid,
        min_by(members.display_name, members.source_rank) as display_name,
        bool_or(members.is_team_admin) as is_team_admin
    from members
    inner join teams on members.team_id = teams.team_id
    group by
        members.team_id,
        members.identity_id

)

select * from final
