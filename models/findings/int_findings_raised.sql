with

rule_results as (

    select * from {{ ref('int_rule_results') }}

),

rule_statuses as (

    select * from {{ ref('int_rule_statuses') }}

),

unlisted_projects as (

    select * from {{ ref('int_unlisted_projects') }}

),

rules as (

    select * from {{ ref('int_rules') }}

),

final as (

    select
        {{ finding_uid('rules.rule_id', 'rules.subject_type', 'rule_results.subject_uid') }}
            as finding_uid,
        rules.subject_type,
        rule_results.*
    from rule_results
    inner join rule_statuses on rule_results.rule_id = rule_statuses.rule_id
    inner join rules on rule_results.rule_id = rules.rule_id
    left join unlisted_projects on rule_results.project_id = unlisted_projects.project_id
    where
        rule_statuses.is_evaluated
        and rule_results.severity is not null
        and unlisted_projects.project_id is null

)

select * from final
