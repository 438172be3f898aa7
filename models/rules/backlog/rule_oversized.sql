with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where effort is not null and not is_hidden_type

),

expected as (

    select * from {{ ref('int_efforts_expected') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'oversized'

),

compared as (

    select
        work_items.*,
        expected.completed_items,
        {{ severity_by_threshold('work_items.effort', '>', 'expected') }} as severity
    from work_items
    inner join expected on work_items.team_id = expected.team_id

),

limited as (

    select
        compared.*,
        rule.window_size,
        {{ threshold_of('compared.severity', 'rule') }} as percentile,
        {{ threshold_of('compared.severity', 'expected') }} as threshold
    from compared
    inner join rule
        on compared.team_id = rule.scope_id and compared.completed_items >= rule.minimum_count
    inner join expected on compared.team_id = expected.team_id

),

final as (

    select
        cast(work_item_id as string) as subject_uid,
        severity,
        work_item_type || ' ' || work_item_id || ' has an effort of ' || effort || '; of ' || completed_items
        || ' estimated items that ' || team_name || ' completed in ' || window_size || ' days, '
        || round(percentile, 1) || ' % had at most ' || round(threshold, 1) || '.' as reason,
        effort as metric_value,
        threshold,
        {{ json_object({
            "effort": "effort",
            "percentile": "percentile",
            "completed_items": "completed_items",
            "state": "state",
        }) }} as evidence,
        cast(work_item_id as string) as evidence_ids,
        work_item_id
    from limited

)

select * from final
