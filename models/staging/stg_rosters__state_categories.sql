with

source as (

    select * from {{ source('raw', 'state_categories') }}

),

final as (

    select
        line_number,
        project_id,
        work_item_type,
        state,
        state_category
    from source

)

select * from final
