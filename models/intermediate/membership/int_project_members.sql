with

entitlement_projects as (

    select * from {{ ref('stg_azure_devops__user_entitlement_projects') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        entitlement_projects.project_id,
        entitlement_projects.account_uid,
        entitlement_projects.group_type as role
    from entitlement_projects
    cross join run_context
    -- the service promises one row a project; should it give more, an administrator stays one
    qualify row_number() over (
        partition by entitlement_projects.project_id, entitlement_projects.account_uid
        order by
            entitlement_projects.group_type = 'projectAdministrator' desc,
            entitlement_projects.group_type
    ) = 1

)

select * from final
