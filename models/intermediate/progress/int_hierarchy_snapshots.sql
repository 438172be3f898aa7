with

changes as (

    select * from {{ ref('stg_azure_devops__work_item_link_changes') }}
    where lower(link_type) = 'system.linktypes.hierarchy' and source_id <> target_id

),

active as (

    select
        source_id as parent_id,
        target_id as child_id,
        first_snapshot,
        last_snapshot
    from ({{ active_link_snapshots('changes') }}) as ranges

),

-- Ranges without a snapshot between them are one.
numbered as (

    select
        *,
        sum(starts_range) over (
            partition by parent_id, child_id
            order by first_snapshot, last_snapshot
            rows unbounded preceding
        ) as range_number
    from (
        select
            *,
            case
                when first_snapshot <= 1 + max(last_snapshot) over (
                    partition by parent_id, child_id
                    order by first_snapshot, last_snapshot
                    rows between unbounded preceding and 1 preceding
                ) then 0
                else 1
            end as starts_range
        from active
    ) as ranges

),

final as (

    select
        parent_id,
        child_id,
        min(first_snapshot) as first_snapshot,
        max(last_snapshot) as last_snapshot
    from numbered
    group by
        parent_id,
        child_id,
        range_number

)

select * from final
