with

assigned as (

    select
        assigned_to_id as account_uid,
        count(*) as assigned_items,
        {{ sorted_ids('work_item_id') }} as work_item_ids
    from {{ ref('int_open_work_items') }}
    group by assigned_to_id

),

measured as (

    select
        accounts.*,
        {{ account_name('accounts') }} as account_name,
        assigned.assigned_items,
        assigned.work_item_ids
    from {{ ref('int_accounts') }} as accounts
    inner join assigned on accounts.account_uid = assigned.account_uid
    where accounts.platform = 'azure_devops' and accounts.account_type = 'human'

)

select
    platform,
    account_uid,
    case when account_status <> 'active' and not {{ is_in_grace() }} then 'high' end as severity,
    assigned_items as metric_value,
    account_name
    || case account_status
        when 'unknown' then ' has no entitlement'
        else ' has an entitlement that is ' || account_status
    end || ' but is assigned ' || {{ quantity('assigned_items', 'open work item') }} || '.' as reason,
    {{ json_of(['account_status', 'assigned_items']) }} as evidence,
    work_item_ids as evidence_ids,
    account_status as detail
from {{ with_thresholds('measured', 'work_assigned_without_entitlement', scope='organization') }}
