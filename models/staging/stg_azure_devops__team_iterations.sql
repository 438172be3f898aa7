with

source as (

    select * from {{ source('raw', 'team_iterations') }}

),

final as (

    select
        lower(team_id) as team_id,
        lower(id) as iteration_id,
        name as iteration_name,
        path as iteration_path,
        cast({{ utc_timestamp('start_date') }} as date) as start_date,
        cast({{ utc_timestamp('finish_date') }} as date) as finish_date
    from source

)

select * from final
