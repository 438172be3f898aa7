with

team_iterations as (

    select
        *,
        start_date is not null and finish_date is not null as is_dated
    from {{ ref('stg_azure_devops__team_iterations') }}

),

nodes as (

    select distinct node_uid as iteration_id
    from {{ ref('stg_azure_devops__classification_nodes') }}
    where structure_type = 'iteration'

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

started as (

    select known.*
    from {{ ref('stg_azure_devops__known_team_iterations') }} as known
    inner join calendar_days on cast(known.noted_at as date) = calendar_days.calendar_date
    where known.start_date <= {{ local_date('known.noted_at', 'calendar_days') }}

),

combined as (

    select
        coalesce(team_iterations.team_id, started.team_id) as team_id,
        coalesce(team_iterations.iteration_id, started.iteration_id) as iteration_id,
        coalesce(team_iterations.iteration_name, started.iteration_name) as iteration_name,
        coalesce(team_iterations.iteration_path, started.iteration_path) as iteration_path,
        team_iterations.start_date as loaded_start_date,
        team_iterations.finish_date as loaded_finish_date,
        started.start_date as known_start_date,
        started.finish_date as known_finish_date,
        team_iterations.is_dated or started.iteration_id is null as is_as_loaded,
        team_iterations.iteration_id is not null as is_subscribed,
        coalesce(team_iterations.is_dated, false) as is_dated,
        started.noted_at
    from team_iterations
    full outer join started
        on team_iterations.team_id = started.team_id and team_iterations.iteration_id = started.iteration_id

),

final as (

    select
        combined.team_id,
        combined.iteration_id,
        combined.iteration_name,
        combined.iteration_path,
        case when combined.is_as_loaded then combined.loaded_start_date else combined.known_start_date end
            as start_date,
        case when combined.is_as_loaded then combined.loaded_finish_date else combined.known_finish_date end
            as finish_date,
        case
            when combined.is_dated then 'current'
            when combined.is_subscribed then 'undated'
            when nodes.iteration_id is null then 'deleted'
            else 'unsubscribed'
        end as iteration_status,
        case when not combined.is_subscribed and nodes.iteration_id is null then combined.noted_at end as last_seen_at
    from combined
    left join nodes on combined.iteration_id = nodes.iteration_id

)

select * from final
