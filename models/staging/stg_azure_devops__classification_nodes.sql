with

source as (

    select * from {{ source('raw', 'classification_nodes') }}

),

renamed as (

    select
        lower(project_id) as project_id,
        id as node_id,
        lower(identifier) as node_uid,
        name as node_name,
        lower(structure_type) as structure_type,
        {{ node_field_path('path') }} as node_path,
        cast({{ utc_timestamp('start_date') }} as date) as start_date,
        cast({{ utc_timestamp('finish_date') }} as date) as finish_date
    from source

),

final as (

    select
        *,
        row_number() over (partition by structure_type, lower(node_path) order by node_id, node_uid) = 1
            as is_first_of_path
    from renamed

)

select * from final
