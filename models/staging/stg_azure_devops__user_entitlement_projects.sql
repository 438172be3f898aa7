with

source as (

    select * from {{ source('raw', 'user_entitlement_projects') }}

),

latest_load as (

    select max(loaded_at) as loaded_at
    from {{ source('raw', 'snapshot_loads') }}
    where resource = 'user_entitlement_projects'

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
    inner join latest_load on source.loaded_at = latest_load.loaded_at

)

select * from final
