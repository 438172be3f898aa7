with

links as (

    select * from {{ ref('int_dependency_links_active') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

iterations as (

    select * from {{ ref('stg_azure_devops__classification_nodes') }}
    where structure_type = 'iteration'

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

linked_items as (

    select * from work_items
    where
        work_item_id in (select links.predecessor_id from links)
        or work_item_id in (select links.successor_id from links)

),

final as (

    select
        linked_items.*,
        coalesce(
            {{ local_date('linked_items.target_at', 'target_days') }},
            {{ local_date('linked_items.finish_at', 'finish_days') }},
            iterations.finish_date
        ) as end_date
    from linked_items
    left join calendar_days as target_days on cast(linked_items.target_at as date) = target_days.calendar_date
    left join calendar_days as finish_days on cast(linked_items.finish_at as date) = finish_days.calendar_date
    left join iterations
        on
            linked_items.project_id = iterations.project_id
            and lower(linked_items.iteration_path) = lower(iterations.node_path)

)

select * from final
