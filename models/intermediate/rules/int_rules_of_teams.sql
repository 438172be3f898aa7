with

overrides as (

    select
        rule_id,
        scope_id,
        {{ rule_parameters_of_group() }}
    from {{ ref('stg_rosters__thresholds') }}
    where segment_key is null
    group by rule_id, scope_id

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
        rule_catalogue.rule_id,
        {{ rule_parameters_from(["of_scope", "of_project", "of_organization", "rule_catalogue"]) }}
    from {{ ref('rule_catalogue') }} as rule_catalogue
    cross join scopes
    left join overrides as of_scope
        on rule_catalogue.rule_id = of_scope.rule_id and scopes.scope_id = of_scope.scope_id
    left join overrides as of_project
        on rule_catalogue.rule_id = of_project.rule_id and scopes.project_id = of_project.scope_id
    left join overrides as of_organization
        on rule_catalogue.rule_id = of_organization.rule_id and of_organization.scope_id = 'organization'

)

select * from final
