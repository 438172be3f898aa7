with

source as (

    select * from {{ source('raw', 'team_backlogs') }}

),

final as (

    select
        lower(team_id) as team_id,
        id as backlog_id,
        name as backlog_name,
        lower(type) as backlog_type,
        rank as backlog_rank,
        work_item_type
    from source

)

select * from final
