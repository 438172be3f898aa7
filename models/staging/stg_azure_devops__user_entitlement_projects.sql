with

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'user_entitlement_projects'

),

source as (

    select loads.*
    from {{ source('raw', 'user_entitlement_projects') }} as loads
    inner join latest_load on loads.loaded_at = latest_load.loaded_at

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
