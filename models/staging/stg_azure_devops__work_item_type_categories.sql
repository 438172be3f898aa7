with

source as (

    select * from {{ source('raw', 'work_item_type_categories') }}

),

final as (

    select
        lower(project_id) as project_id,
        reference_name as category_name,
        work_item_type
    from source

)

select * from final
