-- The parents are those of `work_items`, the way up is one step longer than that of the parent, and what is above an
-- item has it among the descendants that `portfolio_progress` counts.
with

ancestry as (

    select * from {{ ref('item_ancestry') }}

),

work_items as (

    select * from {{ ref('work_items') }}

),

descendants as (

    select
        links.ancestor_id,
        links.descendant_id
    from {{ ref('int_descendants') }} as links
    inner join {{ ref('int_snapshots') }} as snapshots
        on snapshots.is_present and links.last_snapshot = snapshots.snapshot_number

),

above as (

    select
        work_item_id,
        feature_id as ancestor_id
    from ancestry
    union
    select
        work_item_id,
        epic_id as ancestor_id
    from ancestry
    union
    select
        work_item_id,
        root_id as ancestor_id
    from ancestry

)

select
    work_items.work_item_id,
    ancestry.parent_id as other_id
from work_items
full outer join ancestry on work_items.work_item_id = ancestry.work_item_id
left join ancestry as parents on ancestry.parent_id = parents.work_item_id
where
    work_items.work_item_id is null
    or ancestry.work_item_id is null
    or work_items.parent_id is distinct from ancestry.parent_id
    or (coalesce(ancestry.parent_id, work_items.work_item_id) = work_items.work_item_id)
    <> (ancestry.root_id = ancestry.work_item_id)
    or (parents.parent_id is null and parents.root_id <> ancestry.root_id)
    or (ancestry.root_id = parents.root_id and ancestry.depth <> parents.depth + 1)
union all
select
    above.work_item_id,
    above.ancestor_id as other_id
from above
left join descendants
    on above.ancestor_id = descendants.ancestor_id and above.work_item_id = descendants.descendant_id
where above.ancestor_id <> above.work_item_id and descendants.ancestor_id is null
