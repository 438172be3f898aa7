with

evidence as (

    select
        evidence.*,
        coalesce(findings.platform, 'azure_devops') as platform
    from {{ ref('int_finding_evidence') }} as evidence
    inner join {{ ref('int_findings') }} as findings on evidence.finding_uid = findings.finding_uid

),

names as (

    select
        'work_item' as kind,
        cast(null as string) as platform,
        cast(work_item_id as string) as id,
        title as name
    from {{ ref('int_work_items') }}
    union all
    select
        'team' as kind,
        cast(null as string) as platform,
        team_id as id,
        team_name as name
    from {{ ref('int_teams') }}
    union all
    select
        'iteration' as kind,
        cast(null as string) as platform,
        iteration_id as id,
        iteration_path as name
    from {{ ref('int_iterations') }}
    union all
    select
        'account' as kind,
        platform,
        account_uid as id,
        {{ account_name() }} as name
    from {{ ref('int_accounts') }}

),

final as (

    select
        evidence.finding_uid,
        evidence.position,
        evidence.kind,
        evidence.id,
        coalesce(evidence.name, names.name) as name,
        evidence.value,
        run_context.organization,
        run_context.as_of
    from evidence
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join names
        on
            evidence.kind = names.kind
            and evidence.id = names.id
            and evidence.platform = coalesce(names.platform, evidence.platform)

)

select * from final
