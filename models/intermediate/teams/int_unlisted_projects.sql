with

known_projects as (

    select * from {{ ref('stg_azure_devops__known_projects') }}

),

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

gaps as (

    select distinct project_id
    from {{ ref('stg_run__coverage_gaps') }}
    where team_id is null

),

final as (

    select
        known_projects.project_id,
        count(gaps.project_id) > 0 as is_missed
    from known_projects
    left join projects on known_projects.project_id = projects.project_id
    left join gaps on known_projects.project_id = gaps.project_id
    where projects.project_id is null
    group by known_projects.project_id

)

select * from final
