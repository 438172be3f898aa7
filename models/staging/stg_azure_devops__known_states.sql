with

source as (

    select * from {{ source('raw', 'known_states') }}

),

final as (

    select
        project_id,
        work_item_type,
        name as state,
        category as state_category
    from source

)

select * from final
