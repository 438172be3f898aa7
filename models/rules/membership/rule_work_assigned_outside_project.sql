with

-- `outside_project_id` is null if the assignee is a member of the item's project.
assigned as (

    select
        open_items.assigned_to_id as account_uid,
        case when project_members.account_uid is null then open_items.project_id end as outside_project_id,
        case when project_members.account_uid is null then open_items.project_name end as outside_project_name
    from {{ ref('int_open_work_items') }} as open_items
    left join {{ ref('int_project_members') }} as project_members
        on
            open_items.project_id = project_members.project_id
            and open_items.assigned_to_id = project_members.account_uid

),

counted as (

    select
        account_uid,
        count(outside_project_id) as outside_items,
        {{ sorted_ids('outside_project_id') }} as outside_project_ids,
        {{ sorted_ids('outside_project_name') }} as outside_project_names
    from assigned
    group by account_uid

),

measured as (

    select
        accounts.*,
        counted.outside_items,
        counted.outside_project_ids,
        counted.outside_project_names
    from {{ ref('int_accounts_in_scope') }} as accounts
    inner join counted on accounts.account_uid = counted.account_uid
    where accounts.platform = 'azure_devops' and accounts.account_status = 'active'

)

select
    platform,
    account_uid,
    case when outside_items > 0 and not {{ is_in_grace() }} then 'medium' end as severity,
    outside_items as metric_value,
    account_name || ' is not a member of ' || outside_project_names || ' but is assigned '
    || {{ quantity('outside_items', 'open work item') }} || ' there.' as reason,
    {{ json_object({"projects": "outside_project_names", "outside_items": "outside_items"}) }} as evidence,
    outside_project_ids as evidence_ids
from {{ with_thresholds('measured', 'work_assigned_outside_project', scope='organization') }}
