with

entitlement_projects as (

    select * from {{ ref('stg_azure_devops__user_entitlement_projects') }}

),

final as (

    select
        project_id,
        account_uid,
        group_type as role
    from entitlement_projects
    -- the API documents one row per project; if it returns more, an administrator in one of them is an administrator
    qualify row_number() over (
        partition by project_id, account_uid
        order by
            group_type = 'projectAdministrator' desc,
            group_type
    ) = 1

)

select * from final
