with

rule_catalogue as (

    select * from {{ ref('rule_catalogue') }}

),

overrides as (

    select * from {{ ref('int_rules_overridden') }}
    where scope_id = 'organization'

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        rule_catalogue.rule_id,
        rule_catalogue.rule_version,
        rule_catalogue.family,
        rule_catalogue.subject_type,
        rule_catalogue.scope_type,
        rule_catalogue.title,
        rule_catalogue.metric_name,
        rule_catalogue.metric_unit,
        rule_catalogue.threshold_unit,
        rule_catalogue.comparison,
        {{ rule_parameters_from(["overrides", "rule_catalogue"]) }},
        rule_catalogue.requires,
        rule_catalogue.remediation,
        'docs/rules/' || rule_catalogue.rule_id || '.md' as documentation
    from rule_catalogue
    cross join run_context
    left join overrides on rule_catalogue.rule_id = overrides.rule_id

)

select * from final
