with

findings as (

    select * from {{ ref('int_findings') }}
    where status in ('new', 'in_progress')

),

-- Somebody is of a project who is a member of it, or has open work in it.
people_of_projects as (

    select
        project_id,
        account_uid
    from {{ ref('int_project_members') }}
    union
    select
        project_id,
        assigned_to_id as account_uid
    from {{ ref('int_open_work_items') }}
    where assigned_to_id is not null

),

final as (

    select
        project_id,
        finding_uid,
        family,
        severity,
        severity_id
    from findings
    where project_id is not null
    union all
    select
        people_of_projects.project_id,
        findings.finding_uid,
        findings.family,
        findings.severity,
        findings.severity_id
    from findings
    inner join people_of_projects on findings.subject_uid = 'azure_devops/' || people_of_projects.account_uid
    where findings.subject_type = 'account' and findings.project_id is null

)

select * from final
