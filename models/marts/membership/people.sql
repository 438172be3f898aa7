with

people as (

    select * from {{ ref('int_people') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        people.person_id,
        people.display_name,
        people.email,
        people.employee_number,
        people.employment_status,
        people.employment_type,
        people.department,
        people.manager,
        people.start_date,
        people.end_date,
        people.account_uid,
        people.account_status,
        run_context.organization,
        run_context.as_of
    from people
    cross join run_context

)

select * from final
