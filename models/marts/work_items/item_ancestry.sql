with

ancestry as (

    select * from {{ ref('int_item_ancestry') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        ancestry.work_item_id,
        ancestry.parent_id,
        ancestry.root_id,
        ancestry.root_title,
        ancestry.root_type,
        ancestry.depth,
        ancestry.feature_id,
        ancestry.epic_id,
        run_context.organization,
        run_context.as_of
    from ancestry
    cross join run_context

)

select * from final
