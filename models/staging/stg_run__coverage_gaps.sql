with

source as (

    select * from {{ source('raw', 'coverage_gaps') }}

),

final as (

    select
        resource,
        project_id,
        project_name,
        team_id,
        team_name,
        reason
    from source

)

select * from final
