with

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and not is_hidden_type and reopened_count > 0

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'reopened_repeatedly'

),

final as (

    select
        cast(work_items.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('work_items.reopened_count', '>=') }} as severity,
        work_items.work_item_type || ' ' || work_items.work_item_id || ' was completed and opened again '
        || work_items.reopened_count || case when work_items.reopened_count = 1 then ' time' else ' times' end
        || '; now it is ' || work_items.state || '.' as reason,
        cast(work_items.reopened_count as double) as metric_value,
        {{ json_object({
            "reopened_count": "work_items.reopened_count",
            "state_changes": "work_items.state_changes",
            "state": "work_items.state",
        }) }} as evidence,
        cast(work_items.work_item_id as string) as evidence_ids,
        work_items.work_item_id
    from work_items
    inner join rule on {{ rule_scope('work_items.team_id', 'work_items.project_id') }} = rule.scope_id

)

select * from final
