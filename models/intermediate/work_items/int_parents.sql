with

links as (

    select * from {{ ref('int_links') }}
    where lower(link_type) = 'system.linktypes.hierarchy' and is_active

),

final as (

    select
        target_id as work_item_id,
        max_by(source_id, feed_position) as parent_id
    from links
    group by target_id

)

select * from final
