with

work_items as (

    select
        work_item_id,
        created_at,
        case when state_category = 'Completed' and not is_deleted then category_since_at end as completed_at
    from {{ ref('int_work_items') }}

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

final as (

    select
        work_items.work_item_id,
        {{ local_date('work_items.created_at', 'created_days') }} as created_date,
        {{ local_date('work_items.completed_at', 'completed_days') }} as completed_date
    from work_items
    left join calendar_days as created_days
        on cast(work_items.created_at as date) = created_days.calendar_date
    left join calendar_days as completed_days
        on cast(work_items.completed_at as date) = completed_days.calendar_date

)

select * from final
