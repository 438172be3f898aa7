with

segments as (

    select * from {{ ref('int_work_item_segments') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        segments.segment,
        segments.work_item_id,
        run_context.organization,
        run_context.as_of
    from segments
    cross join run_context

)

select * from final
