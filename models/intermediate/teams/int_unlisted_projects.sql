with

known_projects as (

    select * from {{ ref('stg_azure_devops__known_projects') }}

),

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

coverage as (

    select * from {{ ref('stg_run__coverage') }}

),

-- If the setting `projects` names the projects to read, other projects are not missed.
final as (

    select
        known_projects.project_id,
        not coalesce(min(coverage.is_complete), true) as is_missed
    from known_projects
    left join projects on known_projects.project_id = projects.project_id
    left join coverage on coverage.resource = 'projects'
    where projects.project_id is null
    group by known_projects.project_id

)

select * from final
