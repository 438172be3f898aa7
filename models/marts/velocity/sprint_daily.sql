with

sprint_days as (

    select * from {{ ref('int_sprint_daily') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        sprint_days.team_id,
        sprint_days.iteration_id,
        sprint_days.team_id || '/' || sprint_days.iteration_id as team_iteration_id,
        sprint_days.date,
        sprint_days.scope_items,
        sprint_days.scope_effort,
        sprint_days.remaining_items,
        sprint_days.remaining_effort,
        sprint_days.completed_items,
        sprint_days.completed_effort,
        run_context.organization,
        run_context.as_of
    from sprint_days
    cross join run_context

)

select * from final
