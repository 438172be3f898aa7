with

assigned as (

    select
        assigned_to_id as account_uid,
        count(*) as assigned_items,
        {{ sorted_ids('work_item_id') }} as work_item_ids
    from {{ ref('int_open_work_items') }}
    group by assigned_to_id

),

accounts as (

    select
        accounts.*,
        assigned.assigned_items,
        assigned.work_item_ids
    from {{ ref('int_accounts_in_scope') }} as accounts
    inner join assigned on accounts.account_uid = assigned.account_uid
    where accounts.platform = 'azure_devops'

),

-- `work_assigned_without_entitlement` covers accounts without an active entitlement.
measured as (

    select
        *,
        coalesce(account_status = 'active' and inactive_days >= window_size, false) as is_inactive
    from {{ with_thresholds('accounts', 'work_assigned_to_inactive', scope='organization') }}

)

select
    platform,
    account_uid,
    case when (is_deleted_in_origin or is_inactive) and not {{ is_in_grace() }} then 'medium' end as severity,
    inactive_days as metric_value,
    case when inactive_days >= window_size then window_size end as threshold,
    account_name
    || case
        when is_deleted_in_origin then ' was deleted in the directory'
        when last_sign_in_at is null
            then
                ' has not signed in since the account was created '
                || {{ quantity(full_days('inactive_days'), 'day') }} || ' ago'
        else ' last signed in ' || {{ quantity(full_days('inactive_days'), 'day') }} || ' ago'
    end || ' but is assigned ' || {{ quantity('assigned_items', 'open work item') }} || '.' as reason,
    {{ json_of(['is_deleted_in_origin', 'last_sign_in_at', 'inactive_days', 'assigned_items']) }} as evidence,
    work_item_ids as evidence_ids,
    last_sign_in_at as since_at,
    case when is_deleted_in_origin then 'deleted' else 'inactive' end as detail
from measured
