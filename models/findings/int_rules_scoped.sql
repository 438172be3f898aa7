with

rules as (

    select * from {{ ref('int_rules') }}

),

overrides as (

    select * from {{ ref('int_rules_overridden') }}

),

scopes as (

    select
        'organization' as scope_id,
        cast(null as string) as project_id
    union all
    select
        project_id as scope_id,
        project_id
    from {{ ref('int_projects') }}
    union all
    select
        team_id as scope_id,
        project_id
    from {{ ref('int_teams') }}

),

final as (

    select
        scopes.scope_id,
        rules.rule_id,
        {{ rule_parameters_from(["of_scope", "of_project", "rules"]) }}
    from rules
    cross join scopes
    left join overrides as of_scope
        on rules.rule_id = of_scope.rule_id and scopes.scope_id = of_scope.scope_id
    left join overrides as of_project
        on rules.rule_id = of_project.rule_id and scopes.project_id = of_project.scope_id

)

select * from final
