with

source as (

    select * from {{ source('raw', 'work_item_types') }}

),

final as (

    select
        lower(project_id) as project_id,
        name as work_item_type,
        reference_name,
        is_disabled,
        field_names
    from source

)

select * from final
