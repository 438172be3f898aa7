with

attributes as (

    select attribute
    from {{ ref('stg_rosters__roster_expectations') }}
    where attribute is not null and attribute <> 'team'
    group by attribute

),

people as (

    select * from {{ ref('int_people') }}

),

matches as (

    select * from {{ ref('int_matches') }}
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
        people.person_id,
        attributes.attribute,
        case attributes.attribute
            when 'department' then people.department
            when 'employment_type' then people.employment_type
            when 'manager' then people.manager_clear
            else {{ json_text_at('people.other_columns_clear', 'attributes.attribute') }}
        end as attribute_value_clear
    from people
    cross join attributes

),

from_teams as (

    select
        matches.person_id,
        'team' as attribute,
        teams.team_name as attribute_value_clear
    from team_members
    inner join teams on team_members.team_id = teams.team_id
    inner join matches on team_members.account_uid = matches.account_uid
    where matches.person_id is not null

),

attribute_values as (

    select * from from_roster
    union all
    select * from from_teams

),

final as (

    select
        person_id,
        attribute,
        lower(trim(attribute_value_clear)) as value_key_clear
    from attribute_values
    where trim(attribute_value_clear) <> ''
    group by all

)

select * from final
