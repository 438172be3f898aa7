with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where started_at is not null and not is_hidden_type

),

expected as (

    select * from {{ ref('int_cycle_times_expected') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'aging_beyond_expectation'

),

compared as (

    select
        work_items.*,
        expected.completed_items,
        {{ severity_by_threshold('work_items.work_item_age_days', '>', 'expected') }} as severity
    from work_items
    inner join expected
        on work_items.team_id = expected.team_id and work_items.type_key = expected.type_key

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
    inner join expected
        on compared.team_id = expected.team_id and compared.type_key = expected.type_key

),

final as (

    select
        cast(work_item_id as string) as subject_uid,
        severity,
        work_item_type || ' ' || work_item_id || ' was started ' || cast(floor(work_item_age_days) as bigint)
        || ' days ago; of ' || completed_items || ' of its type that ' || team_name || ' completed in '
        || window_size || ' days, ' || round(percentile, 1) || ' % took at most ' || round(threshold, 1)
        || ' days.' as reason,
        work_item_age_days as metric_value,
        threshold,
        {{ json_object({
            "work_item_age_days": "work_item_age_days",
            "started_at": "started_at",
            "percentile": "percentile",
            "completed_items": "completed_items",
        }) }} as evidence,
        cast(work_item_id as string) as evidence_ids,
        work_item_id
    from limited

)

select * from final
