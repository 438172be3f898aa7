with

raised as (

    select
        work_item_id,
        bool_or(rule_id = 'zombie') as is_zombie,
        bool_or(rule_id = 'stale_in_progress') as is_stale,
        bool_or(rule_id = 'aging_beyond_expectation') as is_aging
    from {{ ref('int_rule_results') }}
    where severity is not null and rule_id in ('zombie', 'stale_in_progress', 'aging_beyond_expectation')
    group by work_item_id

),

expected as (

    select
        aged.work_item_id,
        backlog_aging.aging_band,
        case
            when raised.is_zombie then 'zombie'
            when raised.is_stale then 'stale'
            when raised.is_aging then 'aging'
            else 'fresh'
        end as expected_band
    from {{ ref('int_open_work_items') }} as aged
    full outer join {{ ref('backlog_aging') }} as backlog_aging on aged.work_item_id = backlog_aging.work_item_id
    full outer join raised on aged.work_item_id = raised.work_item_id

)

select *
from expected
where aging_band is distinct from expected_band
