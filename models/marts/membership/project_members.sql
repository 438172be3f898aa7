with

project_members as (

    select * from {{ ref('int_project_members') }}

),

projects as (

    select * from {{ ref('int_projects') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops'

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        project_members.project_id,
        projects.project_name,
        project_members.account_uid,
        accounts.display_name,
        project_members.role,
        run_context.organization,
        run_context.as_of
    from project_members
    cross join run_context
    left join projects on project_members.project_id = projects.project_id
    left join accounts on project_members.account_uid = accounts.account_uid

)

select * from final
