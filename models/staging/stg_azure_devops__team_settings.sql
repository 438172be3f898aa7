with

source as (

    select * from {{ source('raw', 'team_settings') }}

),

final as (

    select
        lower(team_id) as team_id,
        lower(project_id) as project_id,
        bugs_behavior,
        working_days,
        lower(backlog_iteration_id) as backlog_iteration_id,
        lower(default_iteration_id) as default_iteration_id
    from source

)

select * from final
