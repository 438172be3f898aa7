with

source as (

    select * from {{ source('raw', 'fields') }}

),

final as (

    select
        reference_name,
        name as field_name,
        lower(type) as field_type,
        usage,
        is_identity,
        is_picklist,
        is_deleted
    from source

)

select * from final
