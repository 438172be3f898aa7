with

links as (

    select * from {{ ref('int_links') }}

),

work_items as (

    select * from {{ ref('int_work_items_current') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        links.link_type,
        links.source_id,
        links.target_id,
        links.is_active,
        links.is_remote,
        links.changed_at,
        links.changed_by_id,
        links.changed_by_name,
        links.link_comment
    from links
    cross join run_context
    left join work_items as sources on links.source_id = sources.work_item_id
    left join work_items as targets on links.target_id = targets.work_item_id
    where coalesce(sources.is_selected, true) or coalesce(targets.is_selected, true)

)

select * from final
