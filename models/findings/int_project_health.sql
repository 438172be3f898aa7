with

-- An account belongs to a project as a member, or as the assignee of open work in it.
people as (

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

{{ open_findings_by_family('project_id', ref('int_project_metrics')) }},

final as (

    select
        metrics.*,
        findings_by_family.open_findings,
        {{ family_columns('findings_by_family') }}
    from {{ ref('int_project_metrics') }} as metrics
    inner join findings_by_family on metrics.project_id = findings_by_family.project_id

)

select * from final
