with

types_with_criteria as (

    select
        project_id,
        lower(work_item_type) as type_key
    from {{ ref('stg_azure_devops__work_item_types') }}
    where position('"microsoft.vsts.common.acceptancecriteria"' in lower(field_names)) > 0

),

measured as (

    select
        work_items.*,
        near_iterations.iteration_name,
        coalesce(
            {{ visible_length(json_text('revisions.long_text', 'Microsoft.VSTS.Common.AcceptanceCriteria')) }}, 0
        ) as criteria_characters
    from {{ ref('int_open_work_items') }} as work_items
    inner join types_with_criteria
        on
            work_items.project_id = types_with_criteria.project_id
            and work_items.type_key = types_with_criteria.type_key
    inner join {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
        on work_items.work_item_id = revisions.work_item_id and work_items.rev = revisions.rev
    left join {{ ref('int_team_iterations') }} as near_iterations
        on
            work_items.team_id = near_iterations.team_id
            and work_items.iteration_id = near_iterations.iteration_id
            and near_iterations.timeframe in ('current', 'next')
    where
        work_items.backlog_level = 'requirement'
        and not work_items.is_hidden_type
        and (work_items.started_at is not null or near_iterations.iteration_id is not null)

)

select
    work_item_id,
    {{ severity_by_threshold('criteria_characters', '<') }} as severity,
    criteria_characters as metric_value,
    work_item_type || ' ' || work_item_id
    || case when started_at is not null then ' was started' else ' is in ' || iteration_name end
    || ', but its acceptance criteria have ' || {{ quantity('criteria_characters', 'character') }} || '.' as reason,
    {{ json_of(['criteria_characters', 'started_at', 'iteration_path', 'state']) }} as evidence
from {{ with_thresholds('measured', 'missing_acceptance_criteria', scope='work_item') }}
