with

rules as (

    select * from {{ ref('int_rules') }}

),

requirements as (

    select
        rule_id,
        {{ explode_text('requires', ' ') }} as requirement
    from rules

),

required_resources as (

    select
        requirements.rule_id,
        requirements.requirement,
        case
            when requirements.requirement = 'authority_roster' then 'roster_' || run_context.authority_platform
            else requirements.requirement
        end as resource,
        case
            when requirements.requirement = 'authority_roster' and run_context.authority_platform is null
                then 'not configured, see docs/rosters.md'
        end as explanation
    from requirements
    cross join {{ ref('stg_run__run_context') }} as run_context

),

missing_inputs as (

    select
        required_resources.rule_id,
        required_resources.requirement
        || coalesce(' (' || coalesce(coverage.message, required_resources.explanation) || ')', '') as missing_input
    from required_resources
    left join {{ ref('stg_run__coverage') }} as coverage on required_resources.resource = coverage.resource
    where not coalesce(coverage.status = 'loaded' and coverage.is_complete, false)

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
            when not rules.is_enabled then 'disabled in the catalogue or in thresholds.csv'
            else 'required input not read completely: ' || missing_inputs_by_rule.missing_inputs
        end as skip_reason
    from rules
    left join missing_inputs_by_rule on rules.rule_id = missing_inputs_by_rule.rule_id

)

select * from final
