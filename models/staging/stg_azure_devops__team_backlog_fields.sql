with

source as (

    select * from {{ source('raw', 'team_backlog_fields') }}

),

final as (

    select
        lower(team_id) as team_id,
        type as purpose,
        reference_name
    from source

)

select * from final
