with

links as (

    select * from {{ ref('int_links') }}
    where lower(link_type) = 'system.linktypes.hierarchy' and is_active

),

children as (

    select * from {{ ref('int_work_items') }}
    where not is_deleted

),

final as (

    select
        links.source_id as work_item_id,
        count(*) as all_children,
        count(case when children.is_open then 1 end) as open_children,
        count(case when children.state_category = 'Completed' then 1 end) as completed_children,
        max(case when not children.is_open then children.category_since_at end) as last_closed_at,
        {{ sorted_ids('children.work_item_id') }} as child_ids,
        {{ sorted_ids('case when children.is_open then children.work_item_id end') }} as open_child_ids
    from links
    inner join children on links.target_id = children.work_item_id
    group by links.source_id

)

select * from final
