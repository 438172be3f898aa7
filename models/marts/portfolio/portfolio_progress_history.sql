with

history as (

    select * from {{ ref('int_portfolio_progress_history') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        history.work_item_id,
        history.week_end_date,
        history.project_id,
        history.team_id,
        history.total_items,
        history.completed_items,
        history.in_progress_items,
        history.not_started_items,
        history.remaining_items,
        history.total_effort,
        history.completed_effort,
        history.percent_complete,
        history.added_items,
        history.completed_in_week,
        run_context.organization,
        run_context.as_of
    from history
    cross join run_context

)

select * from final
