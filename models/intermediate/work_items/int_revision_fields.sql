{{ config(materialized='view') }}

with

revisions as (

    select * from {{ ref('int_revisions') }}

),

fields as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

changes as (

    select * from {{ ref('int_revision_changes') }}

),

people as (

    select * from {{ ref('int_revision_people') }}

),

links as (

    select * from {{ ref('int_revision_links') }}

),

projects as (

    select * from {{ ref('int_projects') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

final as (

    select
        revisions.work_item_id,
        revisions.rev,
        revisions.project_id,
        projects.project_name,
        fields.work_item_type,
        fields.title,
        fields.state,
        revisions.state_category,
        fields.reason,
        revisions.area_path,
        revisions.iteration_id,
        revisions.iteration_path,
        people.assigned_to_id,
        people.assigned_to_name,
        work_items.created_at,
        people.created_by_id,
        people.created_by_name,
        revisions.changed_at,
        people.changed_by_id,
        people.changed_by_name,
        revisions.is_deleted,
        changes.is_meaningful_change,
        changes.is_bulk_edit,
        fields.tags,
        fields.comment_count,
        fields.node_name,
        links.parent_id as parent_field,
        fields.authorized_at,
        fields.authorized_as_id,
        revisions.next_changed_at as revised_at,
        fields.system_person_id,
        fields.watermark,
        fields.board_column,
        fields.board_column_done,
        fields.board_lane,
        coalesce(links.related_link_count, 0) as related_link_count,
        coalesce(links.remote_link_count, 0) as remote_link_count,
        fields.external_link_count,
        fields.hyperlink_count,
        fields.attached_file_count,
        fields.other_fields as custom_fields,
        revisions.is_latest
    from revisions
    inner join fields on revisions.work_item_id = fields.work_item_id and revisions.rev = fields.rev
    inner join changes on revisions.work_item_id = changes.work_item_id and revisions.rev = changes.rev
    inner join people on revisions.work_item_id = people.work_item_id and revisions.rev = people.rev
    inner join work_items on revisions.work_item_id = work_items.work_item_id
    left join projects on revisions.project_id = projects.project_id
    left join links on revisions.work_item_id = links.work_item_id and revisions.rev = links.rev

)

select * from final
