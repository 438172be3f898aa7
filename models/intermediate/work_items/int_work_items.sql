with

current_items as (

    select * from {{ ref('int_work_items_current') }}

),

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

attributed as (

    select * from {{ ref('int_revision_people') }}

),

parents as (

    select * from {{ ref('int_work_items_parented') }}

),

timed as (

    select * from {{ ref('int_work_items_timed') }}

),

final as (

    select
        current_items.*,
        revisions.work_item_type,
        revisions.title,
        revisions.tags,
        revisions.priority,
        revisions.target_at,
        revisions.finish_at,
        coalesce(revisions.created_at, timed.first_changed_at) as created_at,
        attributed.assigned_to_id,
        attributed.assigned_to_name,
        {{ json_number('revisions.other_fields', 'current_items.effort_field') }} as effort,
        parents.parent_id
    from current_items
    inner join revisions
        on current_items.work_item_id = revisions.work_item_id and current_items.rev = revisions.rev
    inner join attributed
        on current_items.work_item_id = attributed.work_item_id and current_items.rev = attributed.rev
    inner join timed on current_items.work_item_id = timed.work_item_id
    left join parents on current_items.work_item_id = parents.work_item_id

)

select * from final
