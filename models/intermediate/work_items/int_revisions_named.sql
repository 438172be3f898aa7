{{ config(materialized='view') }}

with

revisions as (

    select * from {{ ref('int_revisions') }}

),

attributed as (

    select * from {{ ref('int_revision_people') }}

),

selected_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

projects as (

    select * from {{ ref('int_projects') }}

),

final as (

    select
        revisions.*,
        projects.project_name,
        selected_items.created_at,
        attributed.assigned_to_id,
        attributed.assigned_to_name,
        attributed.created_by_id,
        attributed.created_by_name,
        attributed.changed_by_id,
        attributed.changed_by_name
    from revisions
    inner join selected_items on revisions.work_item_id = selected_items.work_item_id
    inner join attributed on revisions.work_item_id = attributed.work_item_id and revisions.rev = attributed.rev
    left join projects on revisions.project_id = projects.project_id

)

select * from final
