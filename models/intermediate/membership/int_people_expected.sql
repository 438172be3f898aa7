with

people as (

    select * from {{ ref('people') }}
    where employment_status in ('active', 'on_leave')

),

platforms as (

    select * from {{ ref('int_platforms') }}
    where is_complete

),

expectations as (

    select
        lower(trim(platform)) as platform_key,
        nullif(lower(trim(department)), '') as department_key,
        nullif(lower(trim(employment_type)), '') as employment_type_key
    from {{ ref('stg_rosters__roster_expectations') }}

),

final as (

    select
        people.person_id,
        platforms.platform,
        coalesce(people.display_name, people.person_id) as person_name,
        people.email,
        people.department,
        people.employment_type,
        people.start_date,
        people.account_uid
    from people
    cross join platforms
    where exists (
        select 1
        from expectations
        where
            expectations.platform_key = lower(platforms.platform)
            and (
                expectations.department_key is null
                or expectations.department_key = lower(trim(people.department))
            )
            and (
                expectations.employment_type_key is null
                or expectations.employment_type_key = lower(trim(people.employment_type))
            )
    )

)

select * from final
