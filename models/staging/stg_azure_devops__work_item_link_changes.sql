with

source as (

    select * from {{ source('raw', 'work_item_link_changes') }}

),

final as (

    select
        rel as link_type,
        source_id,
        target_id,
        {{ utc_timestamp('changed_date') }} as changed_at,
        changed_operation,
        is_active,
        lower(changed_by_id) as changed_by_id,
        {{ pseudonym('changed_by_name') }} as changed_by_name,
        changed_by_name as changed_by_name_clear,
        comment as link_comment,
        lower(source_project_id) as source_project_id,
        lower(target_project_id) as target_project_id,
        lower(remote_host_id) as remote_host_id,
        remote_host_name,
        lower(remote_project_id) as remote_project_id,
        remote_status,
        feed_position
    from source

)

select * from final
