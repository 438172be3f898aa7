-- Every id that a finding of this run stands on leads to what such a finding may stand on.
with

evidence as (

    select
        findings.rule_id,
        findings.subject_type,
        findings.subject_uid,
        {{ explode_ids('findings.evidence_ids') }} as evidence_id
    from {{ ref('findings') }} as findings
    inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
    where findings.status <> 'resolved'

),

kinds as (

    select listed.*
    from (
        values
        ('work_item', 'work_item'),
        ('work_item', 'iteration'),
        ('state', 'work_item'),
        ('team_iteration', 'work_item'),
        ('team', 'work_item'),
        ('team', 'iteration'),
        ('dependency', 'end of a link'),
        ('dependency_cycle', 'end of a link'),
        ('account', 'work_item'),
        ('account', 'team'),
        ('account', 'project'),
        ('person', 'account'),
        ('project', 'work_item'),
        ('project', 'resource'),
        ('organization', 'resource'),
        ('organization', 'link type'),
        ('organization', 'group')
    ) as listed (subject_type, kind)

),

known as (

    select
        'work_item' as kind,
        cast(work_item_id as string) as known_id
    from {{ ref('int_work_items') }}
    union all
    select
        'iteration' as kind,
        iteration_id as known_id
    from {{ ref('int_iterations') }}
    union all
    select
        'iteration' as kind,
        iteration_id as known_id
    from {{ ref('velocity') }}
    union all
    select
        'team' as kind,
        team_id as known_id
    from {{ ref('teams') }}
    union all
    select
        'project' as kind,
        project_id as known_id
    from {{ ref('projects') }}
    union all
    select
        'account' as kind,
        account_uid as known_id
    from {{ ref('accounts') }}
    union all
    select
        'resource' as kind,
        resource as known_id
    from {{ ref('extraction_coverage') }}
    union all
    select
        'link type' as kind,
        {{ explode_text('dependency_link_types', ',') }} as known_id
    from {{ ref('stg_run__run_context') }}
    union all
    select
        'group' as kind,
        group_uid as known_id
    from {{ ref('stg_azure_devops__group_entitlements') }}
    union all
    select
        'end of a link' as kind,
        cast(source_id as string) as known_id
    from {{ ref('int_links') }}
    union all
    select
        'end of a link' as kind,
        cast(target_id as string) as known_id
    from {{ ref('int_links') }}

),

admitted as (

    select
        kinds.subject_type,
        known.known_id
    from kinds
    inner join known on kinds.kind = known.kind

)

select evidence.*
from evidence
left join admitted on evidence.subject_type = admitted.subject_type and evidence.evidence_id = admitted.known_id
where admitted.known_id is null
