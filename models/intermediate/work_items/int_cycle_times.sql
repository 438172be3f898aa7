with

completed_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and state_category = 'Completed'

),

final as (

    select
        completed_items.work_item_id,
        completed_items.project_id,
        completed_items.project_name,
        completed_items.team_id,
        completed_items.team_name,
        completed_items.work_item_type,
        completed_items.type_key,
        completed_items.title,
        completed_items.effort,
        completed_items.created_at,
        completed_items.started_at,
        completed_items.category_since_at as completed_at,
        greatest({{ elapsed_days('completed_items.created_at', 'completed_items.category_since_at') }}, 0)
            as lead_time_days,
        case
            when completed_items.started_at is not null
                then greatest({{ elapsed_days('completed_items.started_at', 'completed_items.category_since_at') }}, 0)
        end as cycle_time_days,
        progress.active_days,
        progress.wait_days,
        progress.active_days / nullif(progress.active_days + progress.wait_days, 0) as flow_efficiency,
        completed_items.is_imported,
        completed_items.reopened_count,
        completed_items.state_changes,
        completed_items.url
    from completed_items
    inner join {{ ref('int_revision_progress') }} as progress
        on completed_items.work_item_id = progress.work_item_id and completed_items.rev = progress.rev

)

select * from final
