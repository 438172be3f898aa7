-- What a finding of this run is about stands in the table that its type is about.
with

resources as (

    select resource
    from {{ ref('extraction_coverage') }}
    group by resource

),

link_types as (

    select {{ explode_text('dependency_link_types', ',') }} as link_type
    from {{ ref('stg_run__run_context') }}

),

subjects as (

    select
        'work_item' as subject_type,
        cast(work_item_id as string) as subject_uid
    from {{ ref('work_items') }}
    union all
    select
        'team_iteration' as subject_type,
        team_id || '/' || iteration_id as subject_uid
    from {{ ref('velocity') }}
    union all
    select
        'team' as subject_type,
        team_id as subject_uid
    from {{ ref('teams') }}
    union all
    select
        'dependency' as subject_type,
        link_type || '/' || predecessor_id || '/' || successor_id as subject_uid
    from {{ ref('dependency_links') }}
    union all
    select
        'dependency' as subject_type,
        link_type || '/' || source_id || '/' || target_id as subject_uid
    from {{ ref('work_item_links') }}
    union all
    select
        'dependency_cycle' as subject_type,
        cast(cycle_id as string) as subject_uid
    from {{ ref('dependency_links') }}
    where is_circular
    union all
    select
        'account' as subject_type,
        platform || '/' || account_uid as subject_uid
    from {{ ref('accounts') }}
    union all
    select
        'person' as subject_type,
        person_id as subject_uid
    from {{ ref('people') }}
    union all
    select
        'person' as subject_type,
        people.person_id || '/' || platforms.platform as subject_uid
    from {{ ref('people') }} as people
    cross join {{ ref('int_platforms') }} as platforms
    union all
    select
        'state' as subject_type,
        project_id || '/' || work_item_type || '/' || state as subject_uid
    from {{ ref('work_item_revisions') }}
    union all
    select
        'project' as subject_type,
        projects.project_id || '/' || resources.resource as subject_uid
    from {{ ref('projects') }} as projects
    cross join resources
    union all
    select
        'project' as subject_type,
        projects.project_id || '/' || rules.rule_id as subject_uid
    from {{ ref('projects') }} as projects
    cross join {{ ref('rules') }} as rules
    union all
    select
        'organization' as subject_type,
        run_context.organization || '/' || resources.resource as subject_uid
    from {{ ref('stg_run__run_context') }} as run_context
    cross join resources
    union all
    select
        'organization' as subject_type,
        run_context.organization || '/' || link_types.link_type as subject_uid
    from {{ ref('stg_run__run_context') }} as run_context
    cross join link_types
    union all
    select
        'organization' as subject_type,
        run_context.organization || '/' || group_entitlements.group_uid as subject_uid
    from {{ ref('stg_run__run_context') }} as run_context
    cross join {{ ref('stg_azure_devops__group_entitlements') }} as group_entitlements

)

select
    findings.rule_id,
    findings.subject_uid
from {{ ref('findings') }} as findings
inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
left join subjects
    on findings.subject_type = subjects.subject_type and lower(findings.subject_uid) = lower(subjects.subject_uid)
where findings.status <> 'resolved' and subjects.subject_uid is null
