with

findings as (

    select * from {{ source('history', 'findings') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

rule_statuses as (

    select * from {{ ref('int_rule_statuses') }}

),

platforms as (

    select * from {{ ref('int_platforms') }}

),

missed_projects as (

    select * from {{ ref('int_unlisted_projects') }}
    where is_missed

),

missed_items as (

    select cast(work_items.work_item_id as string) as item_id
    from {{ ref('int_work_items') }} as work_items
    inner join missed_projects on work_items.project_id = missed_projects.project_id

),

left_out_teams as (

    select distinct team_id
    from {{ ref('stg_run__coverage_gaps') }}
    where team_id is not null

),

evidence_without_project as (

    select
        finding_uid,
        {{ explode_ids('evidence_ids') }} as evidence_id
    from findings
    where project_id is null

),

final as (

    select
        findings.*,
        coalesce(findings.subject_uid = findings.project_id || '/' || findings.rule_id, false) as is_aggregate,
        findings.status <> 'resolved' as is_unresolved,
        left_out_teams.team_id is not null as is_of_left_out_team,
        findings.status <> 'resolved'
        and coalesce(rule_statuses.is_evaluated, false)
        and (findings.platform is null or coalesce(platforms.is_complete, false))
        and missed_projects.project_id is null
        and left_out_teams.team_id is null
        and findings.finding_uid not in (
            select unread.finding_uid from {{ ref('int_findings_of_unread_teams') }} as unread
        )
        and findings.finding_uid not in (
            select evidence.finding_uid
            from evidence_without_project as evidence
            inner join missed_items on evidence.evidence_id = missed_items.item_id
        ) as is_expected
    from findings
    cross join run_context
    left join rule_statuses on findings.rule_id = rule_statuses.rule_id
    left join platforms on findings.platform = platforms.platform
    left join missed_projects on findings.project_id = missed_projects.project_id
    left join left_out_teams on findings.team_id = left_out_teams.team_id
    where not run_context.is_historical

)

select * from final
