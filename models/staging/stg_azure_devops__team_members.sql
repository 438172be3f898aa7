with

source as (

    select * from {{ source('raw', 'team_members') }}

),

final as (

    select
        lower(team_id) as team_id,
        lower(id) as identity_id,
        display_name,
        unique_name,
        descriptor,
        is_container,
        is_deleted_in_origin,
        is_team_admin
    from source

)

select * from final
