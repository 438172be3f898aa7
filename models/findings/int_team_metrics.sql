with

{{ health_component_tables('team_id') }},

final as (

    select
        teams.team_id,
        teams.team_name,
        teams.project_id,
        teams.project_name,
        {{ health_components() }}
    from {{ ref('int_teams') }} as teams
    cross join coverage
    left join reliability on teams.team_id = reliability.team_id
    left join aging on teams.team_id = aging.team_id
    left join dependencies on teams.team_id = dependencies.team_id

)

select * from final
