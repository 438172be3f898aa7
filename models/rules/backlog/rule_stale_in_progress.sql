with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where state_category in ('InProgress', 'Resolved') and not is_hidden_type

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'stale_in_progress'

),

final as (

    select
        cast(work_items.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('work_items.idle_days', '>=') }} as severity,
        work_items.work_item_type || ' ' || work_items.work_item_id || ' is ' || work_items.state
        || ' without a meaningful change for ' || cast(floor(work_items.idle_days) as bigint) || ' days.' as reason,
        work_items.idle_days as metric_value,
        {{ json_object({
            "idle_days": "work_items.idle_days",
            "last_meaningful_change_at": "work_items.last_meaningful_change_at",
            "state": "work_items.state",
        }) }} as evidence,
        cast(work_items.work_item_id as string) as evidence_ids,
        work_items.work_item_id
    from work_items
    inner join rule on {{ rule_scope('work_items.team_id', 'work_items.project_id') }} = rule.scope_id

)

select * from final
