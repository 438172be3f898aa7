with recursive

work_items as (

    select * from {{ ref('int_work_items') }}

),

parents as (

    select * from {{ ref('int_parents') }}

),

-- The walk from an item to its parent and on, each item once: a cycle ends it.
walks as (

    select
        work_items.work_item_id,
        work_items.work_item_id as ancestor_id,
        0 as depth,
        '/' || work_items.work_item_id || '/' as path
    from work_items
    where work_items.is_selected
    union all
    select
        walks.work_item_id,
        parents.parent_id as ancestor_id,
        walks.depth + 1 as depth,
        walks.path || parents.parent_id || '/' as path
    from walks
    inner join parents on walks.ancestor_id = parents.work_item_id
    where position('/' || parents.parent_id || '/' in walks.path) = 0

),

ancestors as (

    select
        walks.work_item_id,
        walks.ancestor_id,
        walks.depth,
        ancestors.title,
        ancestors.work_item_type,
        types.is_feature,
        types.is_epic
    from walks
    left join work_items as ancestors on walks.ancestor_id = ancestors.work_item_id
    left join {{ ref('int_work_item_types') }} as types
        on ancestors.project_id = types.project_id and ancestors.type_key = types.type_key

),

lines as (

    select
        work_item_id,
        max(depth) as depth,
        min_by(ancestor_id, depth) filter (where is_feature) as feature_id,
        min_by(ancestor_id, depth) filter (where is_epic) as epic_id
    from ancestors
    group by work_item_id

),

final as (

    select
        lines.work_item_id,
        parents.parent_id,
        roots.ancestor_id as root_id,
        roots.title as root_title,
        roots.work_item_type as root_type,
        lines.depth,
        lines.feature_id,
        lines.epic_id
    from lines
    inner join ancestors as roots on lines.work_item_id = roots.work_item_id and lines.depth = roots.depth
    left join parents on lines.work_item_id = parents.work_item_id

)

select * from final
