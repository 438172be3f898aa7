with

source as (

    select * from {{ source('raw', 'known_iterations') }}

),

final as (

    select
        project_id,
        node_id,
        iteration_id,
        cast({{ utc_timestamp('start_date') }} as date) as start_date,
        cast({{ utc_timestamp('finish_date') }} as date) as finish_date,
        noted_at
    from source

)

select * from final
