with

source as (

    select * from {{ source('raw', 'team_groups') }}

),

final as (

    select
        line_number,
        team_id,
        group_1,
        group_2,
        group_3
    from source

)

select * from final
