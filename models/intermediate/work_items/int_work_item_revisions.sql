with

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

named as (

    select * from {{ ref('int_revisions_named') }}

),

linked as (

    select * from {{ ref('int_revision_links') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        named.work_item_id,
        named.rev,
        named.project_id,
        named.project_name,
        revisions.work_item_type,
        revisions.title,
        revisions.state,
        named.state_category,
        revisions.reason,
        named.area_path,
        named.iteration_id,
        named.iteration_path,
        named.assigned_to_id,
        named.assigned_to_name,
        named.created_at,
        named.created_by_id,
        named.created_by_name,
        named.changed_at,
        named.changed_by_id,
        named.changed_by_name,
        named.is_deleted,
        named.is_meaningful_change,
        revisions.tags,
        revisions.comment_count,
        revisions.node_name,
        linked.parent_id as parent_field,
        revisions.authorized_at,
        revisions.authorized_as_id,
        coalesce(named.next_changed_at, timestamp '9999-01-01') as revised_at,
        revisions.person_id,
        revisions.watermark,
        revisions.board_column,
        revisions.board_column_done,
        revisions.board_lane,
        coalesce(linked.related_link_count, 0) as related_link_count,
        coalesce(linked.remote_link_count, 0) as remote_link_count,
        revisions.external_link_count,
        revisions.hyperlink_count,
        revisions.attached_file_count,
        revisions.other_fields as custom_fields
    from named
    cross join run_context
    inner join revisions on named.work_item_id = revisions.work_item_id and named.rev = revisions.rev
    left join linked on named.work_item_id = linked.work_item_id and named.rev = linked.rev

)

select * from final
