with

progress as (

    select * from {{ ref('int_portfolio_progress') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        progress.work_item_id,
        progress.project_id,
        progress.project_name,
        progress.team_id,
        progress.team_name,
        progress.work_item_type,
        progress.title,
        progress.state,
        progress.state_category,
        progress.total_items,
        progress.completed_items,
        progress.in_progress_items,
        progress.not_started_items,
        progress.remaining_items,
        progress.total_effort,
        progress.completed_effort,
        progress.percent_complete,
        progress.started_at,
        progress.last_completed_at,
        progress.teams,
        progress.target_date,
        progress.is_done,
        progress.url,
        run_context.organization,
        run_context.as_of
    from progress
    cross join run_context

)

select * from final
