with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

started as (

    select
        work_items.*,
        milestones.started_rev,
        approvals.is_approved
    from {{ ref('int_work_items') }} as work_items
    cross join run_context
    inner join {{ ref('int_approvals') }} as approvals on work_items.work_item_id = approvals.work_item_id
    inner join {{ ref('int_item_milestones') }} as milestones
        on work_items.work_item_id = milestones.work_item_id
    left join {{ ref('int_work_item_types') }} as types
        on work_items.project_id = types.project_id and work_items.type_key = types.type_key
    where
        not work_items.is_deleted
        and not work_items.is_hidden_type
        and not work_items.is_imported
        and (work_items.backlog_level = 'requirement' or coalesce(types.is_bug, false))
        and (
            work_items.state_category in ('InProgress', 'Resolved')
            or (
                work_items.state_category = 'Completed'
                and {{ elapsed_days('work_items.category_since_at', 'run_context.as_of') }} <= 400
            )
        )

)

select
    work_item_id,
    case when not is_approved then 'medium' end as severity,
    work_item_type || ' ' || work_item_id || ' is ' || state || ' and was in no approval state before it was '
    || case when started_rev is null then 'completed.' else 'started.' end as reason,
    {{ json_of(['state', 'started_at', 'started_rev']) }} as evidence
from started
