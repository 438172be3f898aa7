with

velocity as (

    select * from {{ ref('int_velocity') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        velocity.project_id,
        velocity.project_name,
        velocity.team_id,
        velocity.team_name,
        velocity.iteration_id,
        velocity.team_id || '/' || velocity.iteration_id as team_iteration_id,
        velocity.iteration_name,
        velocity.iteration_path,
        velocity.start_date,
        velocity.finish_date,
        velocity.timeframe,
        velocity.iteration_status,
        velocity.planned_items,
        velocity.planned_effort,
        velocity.completed_items,
        velocity.completed_effort,
        velocity.completed_late_items,
        velocity.completed_late_effort,
        velocity.incomplete_items,
        velocity.incomplete_effort,
        velocity.added_items,
        velocity.added_effort,
        velocity.removed_items,
        velocity.removed_effort,
        velocity.unestimated_items,
        velocity.say_do_ratio,
        velocity.scope_change_ratio,
        velocity.average_velocity_3,
        velocity.average_velocity_6,
        run_context.organization,
        run_context.as_of
    from velocity
    cross join run_context

)

select * from final
