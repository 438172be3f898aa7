with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'work_assigned_outside_project' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where platform = 'azure_devops' and account_status = 'active'

),

open_items as (

    select * from {{ ref('int_open_work_items') }}

),

project_members as (

    select * from {{ ref('int_project_members') }}

),

-- Items of a project that the assignee is a member of have null for the project outside.
assigned as (

    select
        open_items.assigned_to_id as account_uid,
        case when project_members.account_uid is null then open_items.project_id end as outside_project_id,
        case when project_members.account_uid is null then open_items.project_name end as outside_project_name
    from open_items
    left join project_members
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

final as (

    select
        accounts.platform || '/' || accounts.account_uid as subject_uid,
        case
            when
                counted.outside_items > 0
                and not {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }}
                then 'medium'
        end as severity,
        'Open items assigned to ' || accounts.account_name || ', who is no member of their project ('
        || counted.outside_project_names || '): ' || counted.outside_items || '.' as reason,
        accounts.account_name as subject_name,
        counted.outside_items as metric_value,
        {{ json_object({
            "projects": "counted.outside_project_names",
            "outside_items": "counted.outside_items",
        }) }} as evidence,
        counted.outside_project_ids as evidence_ids,
        accounts.platform,
        accounts.account_uid,
        accounts.person_id,
        accounts.identity_id as owner_id,
        accounts.account_name as owner_name,
        accounts.account_email as owner_email
    from accounts
    cross join rule
    inner join counted on accounts.account_uid = counted.account_uid

)

select * from final
