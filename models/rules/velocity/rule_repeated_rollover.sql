with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where not is_hidden_type

),

rollovers as (

    select
        work_item_id,
        count(*) as rollovers,
        {{ sorted_ids('iteration_id') }} as iteration_ids,
        max(moved_at) as last_moved_at
    from {{ ref('int_work_items_rolled_over') }}
    group by work_item_id

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'repeated_rollover'

),

measured as (

    select
        work_items.*,
        coalesce(rollovers.rollovers, 0) as rollovers,
        rollovers.iteration_ids,
        rollovers.last_moved_at
    from work_items
    left join rollovers on work_items.work_item_id = rollovers.work_item_id

),

final as (

    select
        cast(measured.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('measured.rollovers', '>=') }} as severity,
        measured.work_item_type || ' ' || measured.work_item_id || ' is ' || measured.state
        || ' and has left ' || measured.rollovers || ' iterations unfinished after their end.' as reason,
        cast(measured.rollovers as double) as metric_value,
        {{ json_object({
            "rollovers": "measured.rollovers",
            "last_moved_at": "measured.last_moved_at",
            "iteration_path": "measured.iteration_path",
            "state": "measured.state",
        }) }} as evidence,
        measured.iteration_ids as evidence_ids,
        measured.work_item_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

)

select * from final
