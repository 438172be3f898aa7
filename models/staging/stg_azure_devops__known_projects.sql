with

source as (

    select * from {{ source('raw', 'known_projects') }}

),

final as (

    select
        project_id,
        project_name,
        noted_at
    from source

)

select * from final
