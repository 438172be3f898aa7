with

parents as (

    select * from {{ ref('int_open_work_items') }}
    where not is_hidden_type

),

children as (

    select * from {{ ref('int_child_counts') }}
    where open_children = 0 and completed_children > 0

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'open_with_all_children_closed'

),

measured as (

    select
        parents.*,
        children.all_children,
        children.completed_children,
        children.last_closed_at,
        children.child_ids,
        {{ elapsed_days('children.last_closed_at', 'run_context.as_of') }} as finished_days
    from parents
    cross join run_context
    inner join children on parents.work_item_id = children.work_item_id

),

final as (

    select
        cast(measured.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('measured.finished_days', '>=') }} as severity,
        measured.work_item_type || ' ' || measured.work_item_id || ' is still ' || measured.state
        || ', but no child of it is open (completed: ' || measured.completed_children || ' of '
        || measured.all_children || '), the last one was closed '
        || cast(floor(measured.finished_days) as bigint) || ' days ago.' as reason,
        measured.finished_days as metric_value,
        {{ json_object({
            "finished_days": "measured.finished_days",
            "all_children": "measured.all_children",
            "completed_children": "measured.completed_children",
            "last_closed_at": "measured.last_closed_at",
        }) }} as evidence,
        measured.child_ids as evidence_ids,
        measured.work_item_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

)

select * from final
