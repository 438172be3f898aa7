with

near_iterations as (

    select * from {{ ref('int_team_iterations') }}
    where timeframe in ('current', 'next')

),

types_with_criteria as (

    select
        project_id,
        lower(work_item_type) as type_key
    from {{ ref('stg_azure_devops__work_item_types') }}
    where position('"microsoft.vsts.common.acceptancecriteria"' in lower(field_names)) > 0

),

work_items as (

    select
        aged.*,
        near_iterations.iteration_name
    from {{ ref('int_open_work_items') }} as aged
    inner join types_with_criteria
        on aged.project_id = types_with_criteria.project_id and aged.type_key = types_with_criteria.type_key
    left join near_iterations
        on aged.team_id = near_iterations.team_id and aged.iteration_id = near_iterations.iteration_id
    where
        aged.backlog_level = 'requirement'
        and not aged.is_hidden_type
        and (aged.started_at is not null or near_iterations.iteration_id is not null)

),

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'missing_acceptance_criteria'

),

measured as (

    select
        work_items.*,
        coalesce(
            {{ visible_length(json_text('revisions.long_text', 'Microsoft.VSTS.Common.AcceptanceCriteria')) }}, 0
        ) as criteria_characters
    from work_items
    inner join revisions on work_items.work_item_id = revisions.work_item_id and work_items.rev = revisions.rev

),

final as (

    select
        cast(measured.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('measured.criteria_characters', '<') }} as severity,
        measured.work_item_type || ' ' || measured.work_item_id
        || case when measured.started_at is not null then ' was started' else ' is in ' || measured.iteration_name end
        || ' with acceptance criteria of ' || measured.criteria_characters || ' characters.' as reason,
        cast(measured.criteria_characters as double) as metric_value,
        {{ json_object({
            "criteria_characters": "measured.criteria_characters",
            "started_at": "measured.started_at",
            "iteration_path": "measured.iteration_path",
            "state": "measured.state",
        }) }} as evidence,
        cast(measured.work_item_id as string) as evidence_ids,
        measured.work_item_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

)

select * from final
