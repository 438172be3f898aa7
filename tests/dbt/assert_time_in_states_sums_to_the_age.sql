-- At every point in time since an item's first one, exactly one of its revisions is in force.
with

categories as (

    select
        revisions.work_item_id,
        revisions.state_category,
        min(revisions.changed_at) as first_at,
        sum(
            greatest(
                {{ elapsed_days(
                    'revisions.changed_at', 'coalesce(revisions.valid_to, run_context.as_of)'
                ) }},
                0
            )
        ) as category_days
    from {{ ref('int_revisions') }} as revisions
    cross join {{ ref('stg_run__run_context') }} as run_context
    group by
        revisions.work_item_id,
        revisions.state_category

),

items as (

    select
        work_item_id,
        min(first_at) as first_at,
        sum(category_days) as all_days
    from categories
    group by work_item_id

)

select items.*
from items
cross join {{ ref('stg_run__run_context') }} as run_context
where abs(items.all_days - {{ elapsed_days('items.first_at', 'run_context.as_of') }}) > 0.000001
