with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'work_assigned_without_entitlement' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts') }}
    where platform = 'azure_devops' and account_type = 'human'

),

open_items as (

    select * from {{ ref('int_open_work_items') }}

),

assigned as (

    select
        assigned_to_id as account_uid,
        count(*) as assigned_items,
        {{ sorted_ids('work_item_id') }} as work_item_ids
    from open_items
    group by assigned_to_id

),

described as (

    select
        accounts.*,
        coalesce(accounts.display_name, accounts.username, accounts.account_uid) as account_name,
        assigned.assigned_items,
        assigned.work_item_ids,
        {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }} as is_in_grace
    from accounts
    cross join rule
    inner join assigned on accounts.account_uid = assigned.account_uid

),

final as (

    select
        platform || '/' || account_uid as subject_uid,
        case when account_status <> 'active' and not is_in_grace then 'high' end as severity,
        'Open items assigned to ' || account_name
        || case account_status
            when 'unknown' then ', who has no entitlement: '
            else ', whose entitlement is ' || account_status || ': '
        end || assigned_items || '.' as reason,
        account_name as subject_name,
        assigned_items as metric_value,
        {{ json_object({
            "account_status": "account_status",
            "assigned_items": "assigned_items",
        }) }} as evidence,
        work_item_ids as evidence_ids,
        platform,
        account_uid,
        person_id,
        account_uid as owner_id,
        account_name as owner_name,
        coalesce(email_primary, username) as owner_email,
        account_status as detail
    from described

)

select * from final
