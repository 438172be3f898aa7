with

waiting as (

    select * from {{ ref('dependency_links') }}
    where not is_satisfied and not is_circular and not is_remote

),

longest_to_item as (

    select
        successor_id as work_item_id,
        max(chain_length) as chain_length
    from waiting
    group by successor_id

)

select waiting.*
from waiting
left join longest_to_item on waiting.predecessor_id = longest_to_item.work_item_id
where waiting.chain_length <> coalesce(longest_to_item.chain_length, 0) + 1
