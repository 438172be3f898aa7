with

open_items as (

    select
        work_items.project_id,
        coalesce(work_items.team_id, '') as team_id,
        1 as open_items,
        case when bands.aging_band <> 'fresh' then 1 else 0 end as aging_items
    from {{ ref('int_open_work_items') }} as work_items
    inner join {{ ref('int_aging_bands') }} as bands on work_items.work_item_id = bands.work_item_id
    union all
    select
        project_id,
        team_id,
        0 as open_items,
        0 as aging_items
    from {{ ref('int_metric_scopes') }}

),

totals as (

    select
        run_context.as_of_date as date,
        open_items.project_id,
        open_items.team_id,
        sum(open_items.open_items) as open_items,
        sum(open_items.aging_items) as aging_items
    from open_items
    cross join {{ ref('stg_run__run_context') }} as run_context
    group by
        run_context.as_of_date,
        open_items.project_id,
        open_items.team_id

),

final as (

    {{ metric_rows('totals', {'open_items': 'open_items', 'aging_share': ['aging_items', 'open_items']}) }}

)

select * from final
