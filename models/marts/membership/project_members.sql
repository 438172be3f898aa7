with

project_members as (

    select * from {{ ref('int_project_members') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        project_members.project_id,
        project_members.account_uid,
        project_members.role
    from project_members
    cross join run_context

)

select * from final
