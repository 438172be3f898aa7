-- The spells of an item that was never deleted cover its history without gap and overlap.
with

items as (

    select
        work_item_id,
        min(changed_at) as first_at
    from {{ ref('int_revisions') }}
    group by work_item_id
    having count(case when is_deleted then 1 end) = 0

),

totals as (

    select
        work_item_id,
        sum(days) as all_days
    from {{ ref('state_spells') }}
    group by work_item_id

)

select items.work_item_id
from items
inner join totals on items.work_item_id = totals.work_item_id
cross join {{ ref('stg_run__run_context') }} as run_context
where abs(totals.all_days - {{ elapsed_days('items.first_at', 'run_context.as_of') }}) > 0.000001
