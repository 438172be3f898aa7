with

project_types as (

    select * from {{ ref('int_work_item_types') }}

),

-- Possible parents per project.
parents as (

    select
        work_items.project_id,
        count(case when work_items.backlog_level = 'portfolio' then 1 end) as portfolio_items,
        count(case when project_types.is_epic then 1 end) as epics
    from {{ ref('int_work_items') }} as work_items
    inner join project_types
        on work_items.project_id = project_types.project_id and work_items.type_key = project_types.type_key
    where not work_items.is_deleted and work_items.state_category <> 'Removed'
    group by work_items.project_id

),

measured as (

    select
        work_items.*,
        case
            when work_items.backlog_level = 'requirement' then parents.portfolio_items
            when project_types.is_feature then parents.epics
            else 0
        end as possible_parents
    from {{ ref('int_open_work_items') }} as work_items
    inner join project_types
        on work_items.project_id = project_types.project_id and work_items.type_key = project_types.type_key
    inner join parents on work_items.project_id = parents.project_id
    where not work_items.is_hidden_type

)

select
    work_item_id,
    case when parent_id is null then 'informational' end as severity,
    work_item_type || ' ' || work_item_id || ' has no parent, although ' || project_name || ' has '
    || {{ quantity('possible_parents', 'possible parent') }} || '.' as reason,
    {{ json_of(['possible_parents', 'backlog_level']) }} as evidence
from measured
where possible_parents > 0
