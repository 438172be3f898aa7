with

attributes as (

    select attribute
    from {{ ref('stg_rosters__roster_expectations') }}
    where attribute is not null and attribute <> 'team'
    group by attribute

),

authority_accounts as (

    select * from {{ ref('int_accounts_of_authority') }}
    where is_first_line

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops'

),

team_members as (

    select * from {{ ref('int_team_members') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

from_roster as (

    select
        {{ pseudonymous_id('authority_accounts.own_person_id') }} as person_id,
        attributes.attribute,
        case attributes.attribute
            when 'department' then authority_accounts.department
            when 'employment_type' then authority_accounts.employment_type
            when 'manager' then authority_accounts.manager
            else {{ json_text_at('authority_accounts.other_columns', 'attributes.attribute') }}
        end as attribute_value
    from authority_accounts
    cross join attributes

),

from_teams as (

    select
        accounts.person_id,
        'team' as attribute,
        teams.team_name as attribute_value
    from team_members
    inner join teams on team_members.team_id = teams.team_id
    inner join accounts on team_members.account_uid = accounts.account_uid
    where accounts.person_id is not null

),

united as (

    select * from from_roster
    union all
    select * from from_teams

),

final as (

    select
        person_id,
        attribute,
        lower(trim(attribute_value)) as value_key
    from united
    where trim(attribute_value) <> ''
    group by all

)

select * from final
