with

source as (

    select * from {{ source('raw', 'user_entitlement_projects') }}

),

final as (

    select
        lower(user_id) as account_uid,
        lower(project_id) as project_id,
        project_name,
        group_type,
        group_display_name,
        assignment_source
    from source

)

select * from final
