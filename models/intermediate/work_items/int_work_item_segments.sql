with

results as (

    select * from {{ ref('stg_azure_devops__work_item_segments') }}
    where work_item_id is not null

),

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

final as (

    select distinct
        results.segment,
        results.work_item_id
    from results
    inner join work_items on results.work_item_id = work_items.work_item_id

)

select * from final
