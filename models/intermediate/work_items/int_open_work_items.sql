with

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and is_open

),

last_changes as (

    select
        work_item_id,
        max_by(changed_at, rev) as last_meaningful_change_at
    from {{ ref('int_revision_changes') }}
    where is_meaningful_change
    group by work_item_id

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        work_items.*,
        last_changes.last_meaningful_change_at,
        greatest({{ elapsed_days('work_items.created_at', 'run_context.as_of') }}, 0) as age_days,
        {{ elapsed_days('work_items.started_at', 'run_context.as_of') }} as work_item_age_days,
        {{ elapsed_days('work_items.state_since_at', 'run_context.as_of') }} as state_age_days,
        {{ elapsed_days('last_changes.last_meaningful_change_at', 'run_context.as_of') }} as idle_days
    from work_items
    cross join run_context
    inner join last_changes on work_items.work_item_id = last_changes.work_item_id

)

select * from final
