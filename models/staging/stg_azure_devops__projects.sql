with

source as (

    select * from {{ source('raw', 'projects') }}

),

final as (

    select
        lower(id) as project_id,
        name as project_name,
        state as project_state,
        visibility,
        description,
        process_name as process,
        lower(process_id) as process_id,
        lower(default_team_id) as default_team_id,
        is_selected,
        {{ utc_timestamp('last_update_time') }} as updated_at
    from source

)

select * from final
