with

source as (

    select * from {{ source('raw', 'known_team_iterations') }}

),

final as (

    select
        team_id,
        iteration_id,
        name as iteration_name,
        path as iteration_path,
        cast({{ utc_timestamp('start_date') }} as date) as start_date,
        cast({{ utc_timestamp('finish_date') }} as date) as finish_date,
        noted_at
    from source

)

select * from final
