with

rule_catalogue as (

    select * from {{ ref('rule_catalogue') }}

),

parameters as (

    select * from {{ ref('int_rules_scoped') }}
    where scope_id = 'organization'

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        rule_catalogue.rule_id,
        rule_catalogue.rule_version,
        rule_catalogue.family,
        rule_catalogue.subject_type,
        rule_catalogue.scope_type,
        rule_catalogue.title as rule_title,
        rule_catalogue.metric_name,
        rule_catalogue.metric_unit,
        rule_catalogue.threshold_unit,
        rule_catalogue.comparison,
        {{ rule_parameters_from(["parameters"]) }},
        rule_catalogue.requires,
        rule_catalogue.remediation,
        rule_catalogue.controls,
        'docs/rules/' || rule_catalogue.rule_id || '.md' as documentation,
        run_context.organization,
        run_context.as_of
    from rule_catalogue
    cross join run_context
    inner join parameters on rule_catalogue.rule_id = parameters.rule_id

)

select * from final
