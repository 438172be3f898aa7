with

source as (

    select * from {{ source('raw', 'relation_types') }}

),

final as (

    select
        reference_name,
        {{ replace_pattern('reference_name', '-(Forward|Reverse)$', "''") }} as link_type,
        name as relation_name,
        usage = 'workItemLink' as is_between_work_items,
        topology,
        is_enabled,
        is_directional,
        is_forward,
        is_remote,
        opposite_end_reference_name
    from source

)

select * from final
