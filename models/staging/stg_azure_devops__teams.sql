with

source as (

    select * from {{ source('raw', 'teams') }}

),

final as (

    select
        lower(id) as team_id,
        name as team_name,
        lower(project_id) as project_id,
        description
    from source

)

select * from final
