with

source as (

    select * from {{ source('raw', 'work_item_type_states') }}

),

final as (

    select
        lower(project_id) as project_id,
        work_item_type,
        name as state,
        category as state_category,
        position as state_position
    from source

)

select * from final
