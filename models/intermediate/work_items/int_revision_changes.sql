with

-- The revisions of `work_item_revisions`: others do not make a bulk edit.
revisions as (

    select
        revisions.*,
        {{ dbt.date_trunc('hour', 'revisions.changed_at') }} as hour_at
    from {{ ref('int_revisions') }} as revisions
    inner join {{ ref('int_work_items') }} as work_items
        on revisions.work_item_id = work_items.work_item_id and work_items.is_selected

),

-- An author without an id is a name.
authored as (

    select
        revisions.*,
        coalesce(people.changed_by_id, people.changed_by_name) as author
    from revisions
    inner join {{ ref('int_revision_people') }} as people
        on revisions.work_item_id = people.work_item_id and revisions.rev = people.rev

),

busy_hours as (

    select
        authored.author,
        authored.hour_at
    from authored
    cross join {{ ref('stg_run__run_context') }} as run_context
    where authored.author is not null and run_context.bulk_edit_items > 0
    group by
        authored.author,
        authored.hour_at,
        run_context.bulk_edit_items
    having count(distinct authored.work_item_id) >= run_context.bulk_edit_items

),

marked as (

    select
        authored.*,
        busy_hours.author is not null and not authored.is_category_change as is_bulk_edit
    from authored
    left join busy_hours on authored.author = busy_hours.author and authored.hour_at = busy_hours.hour_at

),

final as (

    select
        work_item_id,
        rev,
        changed_at,
        is_bulk_edit,
        is_content_change and not is_bulk_edit and not is_move as is_change_of_content,
        (is_content_change or is_remark) and not is_bulk_edit as is_meaningful_change
    from marked

)

select * from final
