with

{{ health_component_tables('project_id') }},

final as (

    select
        projects.project_id,
        projects.project_name,
        {{ health_components() }}
    from {{ ref('int_projects') }} as projects
    cross join coverage
    left join reliability on projects.project_id = reliability.project_id
    left join aging on projects.project_id = aging.project_id
    left join dependencies on projects.project_id = dependencies.project_id
    where projects.is_selected

)

select * from final
