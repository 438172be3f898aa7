with

completed_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and not is_hidden_type and state_category = 'Completed'

),

revisions as (

    select * from {{ ref('int_revisions') }}
    where is_content_change

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'changed_after_close'

),

last_changes as (

    select
        work_item_id,
        max(changed_at) as last_change_at
    from revisions
    group by work_item_id

),

measured as (

    select
        completed_items.*,
        completed_items.category_since_at as completed_at,
        last_changes.last_change_at,
        {{ elapsed_days('completed_items.category_since_at', 'last_changes.last_change_at') }} as changed_after_days
    from completed_items
    inner join last_changes on completed_items.work_item_id = last_changes.work_item_id

),

final as (

    select
        cast(measured.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('measured.changed_after_days', '>') }} as severity,
        measured.work_item_type || ' ' || measured.work_item_id || ' was last changed '
        || round(measured.changed_after_days, 1) || ' days after it was completed; it is '
        || measured.state || '.' as reason,
        measured.changed_after_days as metric_value,
        {{ json_object({
            "changed_after_days": "measured.changed_after_days",
            "completed_at": "measured.completed_at",
            "last_change_at": "measured.last_change_at",
            "state": "measured.state",
        }) }} as evidence,
        cast(measured.work_item_id as string) as evidence_ids,
        measured.work_item_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

)

select * from final
