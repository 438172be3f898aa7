with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where not is_hidden_type

),

project_types as (

    select * from {{ ref('int_work_item_types') }}

),

-- What there is in a project that could be a parent.
portfolios as (

    select
        described.project_id,
        count(case when described.backlog_level = 'portfolio' then 1 end) as portfolio_items,
        count(case when project_types.is_epic then 1 end) as epics
    from {{ ref('int_work_items') }} as described
    inner join project_types
        on described.project_id = project_types.project_id and described.type_key = project_types.type_key
    where not described.is_deleted and described.state_category <> 'Removed'
    group by described.project_id

),

candidates as (

    select
        work_items.*,
        case
            when work_items.backlog_level = 'requirement' then portfolios.portfolio_items
            when project_types.is_feature then portfolios.epics
            else 0
        end as possible_parents
    from work_items
    inner join project_types
        on work_items.project_id = project_types.project_id and work_items.type_key = project_types.type_key
    inner join portfolios on work_items.project_id = portfolios.project_id

),

final as (

    select
        cast(work_item_id as string) as subject_uid,
        case when parent_id is null then 'informational' end as severity,
        work_item_type || ' ' || work_item_id || ' has no parent, with so many to choose from in '
        || project_name || ': ' || possible_parents || '.' as reason,
        {{ json_object({"possible_parents": "possible_parents", "backlog_level": "backlog_level"}) }} as evidence,
        cast(work_item_id as string) as evidence_ids,
        work_item_id
    from candidates
    where possible_parents > 0

)

select * from final
