with

revisions as (

    select * from {{ ref('int_revision_fields') }}
    where is_latest

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

dates as (

    select * from {{ ref('int_work_item_dates') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        revisions.work_item_id,
        revisions.rev,
        revisions.project_id,
        revisions.project_name,
        revisions.work_item_type,
        revisions.title,
        revisions.state,
        revisions.state_category,
        revisions.reason as state_reason,
        revisions.area_path,
        revisions.iteration_id,
        revisions.iteration_path,
        revisions.assigned_to_id,
        revisions.assigned_to_name,
        revisions.created_at,
        dates.created_date,
        revisions.created_by_id,
        revisions.created_by_name,
        revisions.changed_at,
        revisions.changed_by_id,
        revisions.changed_by_name,
        revisions.is_deleted,
        revisions.is_meaningful_change,
        revisions.is_bulk_edit,
        revisions.tags,
        revisions.comment_count,
        revisions.node_name,
        revisions.parent_field,
        revisions.authorized_at,
        revisions.authorized_as_id,
        revisions.revised_at,
        revisions.system_person_id,
        revisions.watermark,
        revisions.board_column,
        revisions.board_column_done,
        revisions.board_lane,
        revisions.related_link_count,
        revisions.remote_link_count,
        revisions.external_link_count,
        revisions.hyperlink_count,
        revisions.attached_file_count,
        revisions.custom_fields,
        work_items.is_imported,
        work_items.parent_id,
        work_items.effort,
        work_items.priority,
        work_items.backlog_level,
        work_items.team_id,
        work_items.team_name,
        work_items.url,
        run_context.organization,
        run_context.as_of
    from revisions
    cross join run_context
    inner join dates on revisions.work_item_id = dates.work_item_id
    inner join work_items on revisions.work_item_id = work_items.work_item_id

)

select * from final
