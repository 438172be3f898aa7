with

rules as (

    select * from {{ ref('int_rules') }}

),

missing_inputs as (

    select
        rule_id,
        requirement || coalesce(' (' || message || ')', '') as missing_input
    from {{ ref('int_rule_missing_inputs') }}

),

missing_inputs_by_rule as (

    select
        rule_id,
        {{ join_text('missing_input', ', ') }} as missing_inputs
    from missing_inputs
    group by rule_id

),

final as (

    select
        rules.rule_id,
        rules.is_enabled and missing_inputs_by_rule.rule_id is null as is_evaluated,
        case
            when not rules.is_enabled then 'switched off'
            else 'not read completely in this run: ' || missing_inputs_by_rule.missing_inputs
        end as skip_reason
    from rules
    left join missing_inputs_by_rule on rules.rule_id = missing_inputs_by_rule.rule_id

)

select * from final
