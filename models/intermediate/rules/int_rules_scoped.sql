with

rules as (

    select * from {{ ref('rules') }}

),

scopes as (

    select 'organization' as scope_id
    union all
    select project_id as scope_id
    from {{ ref('int_projects_configured') }}
    union all
    select team_id as scope_id
    from {{ ref('int_teams_configured') }}

),

final as (

    select
        scopes.scope_id,
        rules.*
    from rules
    cross join scopes

)

select * from final
