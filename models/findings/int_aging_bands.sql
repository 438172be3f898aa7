with

work_items as (

    select * from {{ ref('int_open_work_items') }}

),

zombies as (

    select * from {{ ref('rule_zombie') }}
    where severity is not null

),

stale_items as (

    select * from {{ ref('rule_stale_in_progress') }}
    where severity is not null

),

aging_items as (

    select * from {{ ref('rule_aging_beyond_expectation') }}
    where severity is not null

),

final as (

    select
        work_items.work_item_id,
        work_items.project_id,
        work_items.team_id,
        case
            when zombies.work_item_id is not null then 'zombie'
            when stale_items.work_item_id is not null then 'stale'
            when aging_items.work_item_id is not null then 'aging'
            else 'fresh'
        end as aging_band
    from work_items
    left join zombies on work_items.work_item_id = zombies.work_item_id
    left join stale_items on work_items.work_item_id = stale_items.work_item_id
    left join aging_items on work_items.work_item_id = aging_items.work_item_id

)

select * from final
