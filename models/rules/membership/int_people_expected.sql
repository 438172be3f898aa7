with

people as (

    select * from {{ ref('int_people') }}
    where employment_status in ('active', 'on_leave')

),

attributes as (

    select * from {{ ref('int_person_attributes') }}

),

platforms as (

    select * from {{ ref('int_platforms') }}
    where is_complete

),

expectations as (

    select * from {{ ref('stg_rosters__roster_expectations') }}

),

lines as (

    select
        line_number,
        platform_key,
        count(attribute) as condition_count
    from expectations
    group by line_number, platform_key

),

conditions_met as (

    select
        expectations.line_number,
        attributes.person_id,
        count(*) as met_count
    from expectations
    inner join attributes
        on
            expectations.attribute = attributes.attribute
            and expectations.value_key_clear = attributes.value_key_clear
    group by expectations.line_number, attributes.person_id

),

expected as (

    select
        people.person_id,
        platforms.platform
    from people
    cross join lines
    inner join platforms on lines.platform_key = lower(platforms.platform)
    left join conditions_met
        on
            lines.line_number = conditions_met.line_number
            and people.person_id = conditions_met.person_id
    where coalesce(conditions_met.met_count, 0) = lines.condition_count
    group by people.person_id, platforms.platform

),

final as (

    select
        expected.person_id,
        expected.platform,
        coalesce(people.display_name, people.person_id) as person_name,
        people.email,
        people.department,
        people.employment_type,
        people.start_date,
        people.account_uid
    from expected
    inner join people on expected.person_id = people.person_id

)

select * from final
