with

revisions as (

    select * from {{ ref('int_revision_fields') }}

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
        revisions.changed_at,
        revisions.changed_by_id,
        revisions.changed_by_name,
        revisions.created_at,
        revisions.created_by_id,
        revisions.created_by_name,
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
        run_context.organization,
        run_context.as_of
    from revisions
    cross join run_context

)

select * from final
