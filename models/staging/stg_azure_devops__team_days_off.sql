with

source as (

    select * from {{ source('raw', 'team_days_off') }}

),

final as (

    select
        lower(team_id) as team_id,
        lower(iteration_id) as iteration_id,
        cast({{ utc_timestamp('start_date') }} as date) as start_date,
        cast({{ utc_timestamp('end_date') }} as date) as end_date
    from source
    where position > 0

)

select * from final
