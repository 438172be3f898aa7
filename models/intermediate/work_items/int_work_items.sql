with

latest_revisions as (

    select * from {{ ref('int_owned_revisions') }}
    where is_latest

),

fields as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

people as (

    select * from {{ ref('int_revision_people') }}

),

history as (

    select
        work_item_id,
        min_by(changed_at, rev) as first_changed_at,
        min(changed_at) as earliest_changed_at,
        max(changed_at) as latest_changed_at,
        min_by(changed_at, rev) filter (where state_category in ('InProgress', 'Resolved')) as started_at,
        max_by(changed_at, rev) filter (where is_state_change) as state_since_at,
        max_by(changed_at, rev) filter (where is_category_change) as category_since_at,
        count(case when is_category_change and previous_state_category = 'Completed' and not is_move then 1 end)
            as reopened_count,
        count(case when is_state_change then 1 end) - 1 as state_changes
    from {{ ref('int_revisions') }}
    group by work_item_id

),

import_limits as (

    {{ import_limits() }}

),

segment_scopes as (

    select distinct
        work_item_id,
        scope_id
    from {{ ref('int_segment_scopes') }}

),

parents as (

    select * from {{ ref('int_parents') }}

),

final as (

    select
        latest_revisions.work_item_id,
        latest_revisions.rev,
        latest_revisions.project_id,
        latest_revisions.project_name,
        latest_revisions.is_selected,
        latest_revisions.url,
        latest_revisions.team_id,
        latest_revisions.team_name,
        latest_revisions.area_path,
        latest_revisions.iteration_id,
        latest_revisions.iteration_path,
        fields.work_item_type,
        latest_revisions.type_key,
        latest_revisions.is_hidden_type,
        latest_revisions.backlog_level,
        fields.title,
        latest_revisions.state,
        latest_revisions.state_category,
        latest_revisions.is_deleted,
        latest_revisions.is_open,
        fields.tags,
        fields.priority,
        latest_revisions.effort_field,
        {{ effort_in('fields.other_fields', 'latest_revisions.effort_field') }} as effort,
        parents.parent_id,
        people.assigned_to_id,
        people.assigned_to_name,
        fields.target_at,
        fields.finish_at,
        coalesce(fields.created_at, history.first_changed_at) as created_at,
        history.started_at,
        history.state_since_at,
        history.category_since_at,
        {{ is_imported('history', 'fields.created_at', 'import_limits') }} as is_imported,
        history.reopened_count,
        history.state_changes,
        segment_scopes.scope_id as segment_scope_id
    from latest_revisions
    inner join fields
        on latest_revisions.work_item_id = fields.work_item_id and latest_revisions.rev = fields.rev
    inner join people
        on latest_revisions.work_item_id = people.work_item_id and latest_revisions.rev = people.rev
    inner join history on latest_revisions.work_item_id = history.work_item_id
    left join import_limits on latest_revisions.project_id = import_limits.project_id
    left join segment_scopes on latest_revisions.work_item_id = segment_scopes.work_item_id
    left join parents on latest_revisions.work_item_id = parents.work_item_id

)

select * from final
