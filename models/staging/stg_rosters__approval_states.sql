with

source as (

    select * from {{ source('raw', 'approval_states') }}

),

final as (

    select
        line_number,
        project_id,
        work_item_type,
        state
    from source

)

select * from final
