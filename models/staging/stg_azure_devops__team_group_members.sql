with

source as (

    select * from {{ source('raw', 'team_group_members') }}

),

final as (

    select
        lower(group_id) as group_id,
        lower(id) as identity_id
    from source

)

select * from final
