with

source as (

    select * from {{ source('raw', 'team_members') }}

),

final as (

    select
        lower(team_id) as team_id,
        lower(id) as identity_id,
        {{ pseudonym('display_name') }} as display_name,
        display_name as display_name_clear,
        {{ pseudonym('unique_name') }} as unique_name,
        unique_name as unique_name_clear,
        descriptor,
        is_container,
        is_deleted_in_origin,
        is_team_admin
    from source

)

select * from final
