with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'work_assigned_to_inactive' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where platform = 'azure_devops'

),

assigned as (

    select
        assigned_to_id as account_uid,
        count(*) as assigned_items,
        {{ sorted_ids('work_item_id') }} as work_item_ids
    from {{ ref('int_open_work_items') }}
    group by assigned_to_id

),

-- `work_assigned_without_entitlement` covers accounts without an active entitlement.
described as (

    select
        accounts.*,
        assigned.assigned_items,
        assigned.work_item_ids,
        rule.window_size,
        coalesce(accounts.account_status = 'active' and accounts.inactive_days >= rule.window_size, false)
            as is_inactive,
        {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }} as is_in_grace
    from accounts
    cross join rule
    inner join assigned on accounts.account_uid = assigned.account_uid

),

final as (

    select
        platform || '/' || account_uid as subject_uid,
        case when (is_deleted_in_origin or is_inactive) and not is_in_grace then 'medium' end as severity,
        'Open items assigned to ' || account_name
        || case
            when is_deleted_in_origin then ', who is deleted in the directory: '
            when last_sign_in_at is null
                then ', who never signed in for ' || cast(floor(inactive_days) as bigint) || ' days: '
            else ', who last signed in ' || cast(floor(inactive_days) as bigint) || ' days ago: '
        end || assigned_items || '.' as reason,
        account_name as subject_name,
        inactive_days as metric_value,
        case when is_inactive then window_size end as threshold,
        {{ json_object({
            "is_deleted_in_origin": "is_deleted_in_origin",
            "last_sign_in_at": "last_sign_in_at",
            "inactive_days": "inactive_days",
            "assigned_items": "assigned_items",
        }) }} as evidence,
        work_item_ids as evidence_ids,
        platform,
        account_uid,
        person_id,
        identity_id as owner_id,
        account_name as owner_name,
        account_email as owner_email,
        last_sign_in_at as since_at,
        case when is_deleted_in_origin then 'deleted' else 'inactive' end as detail
    from described

)

select * from final
