with

assignees as (

    select assigned_to_id as account_uid
    from {{ ref('backlog_aging') }}
    where assigned_to_id is not null
    group by assigned_to_id

),

groups as (

    select identity_id as account_uid
    from {{ ref('stg_azure_devops__team_members') }}
    where {{ is_group('is_container', 'descriptor') }}
    union
    select assigned_to_id as account_uid
    from {{ ref('stg_azure_devops__work_item_revisions') }}
    where {{ is_group('assigned_to_is_container', 'assigned_to_descriptor') }}
    union
    select identity_id as account_uid
    from {{ ref('stg_azure_devops__identities') }}
    where {{ is_group('is_container', 'subject_descriptor') }}

)

select assignees.account_uid
from assignees
left join {{ ref('accounts') }} as accounts
    on assignees.account_uid = accounts.account_uid and accounts.platform = 'azure_devops'
left join groups on assignees.account_uid = groups.account_uid
where accounts.account_uid is null and groups.account_uid is null
