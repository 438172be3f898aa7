with

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

identities as (

    select * from {{ ref('int_identities') }}

),

known_names as (

    select
        lower(principal_name) as unique_name_key,
        account_uid as identity_id
    from {{ ref('stg_azure_devops__user_entitlements') }}
    union
    select
        lower(unique_name) as unique_name_key,
        identity_id
    from {{ ref('stg_azure_devops__team_members') }}
    union
    select
        lower(unique_name) as unique_name_key,
        identity_id
    from {{ ref('int_identity_names') }}

),

-- A unique name that two identities have identifies neither.
unique_names as (

    select
        unique_name_key,
        min(identity_id) as identity_id
    from known_names
    where unique_name_key is not null
    group by unique_name_key
    having count(distinct identity_id) = 1

),

identified as (

    select
        revisions.work_item_id,
        revisions.rev,
        coalesce(revisions.assigned_to_id, assignees.identity_id) as assigned_to_id,
        coalesce(revisions.assigned_to_name, revisions.assigned_to_unique_name) as assigned_to_name,
        coalesce(revisions.created_by_id, creators.identity_id) as created_by_id,
        coalesce(revisions.created_by_name, revisions.created_by_unique_name) as created_by_name,
        coalesce(revisions.changed_by_id, changers.identity_id) as changed_by_id,
        coalesce(revisions.changed_by_name, revisions.changed_by_unique_name) as changed_by_name
    from revisions
    left join unique_names as assignees
        on lower(revisions.assigned_to_unique_name) = assignees.unique_name_key
    left join unique_names as creators
        on lower(revisions.created_by_unique_name) = creators.unique_name_key
    left join unique_names as changers
        on lower(revisions.changed_by_unique_name) = changers.unique_name_key

),

final as (

    select
        identified.work_item_id,
        identified.rev,
        identified.assigned_to_id,
        coalesce(assignees.display_name, identified.assigned_to_name) as assigned_to_name,
        identified.created_by_id,
        coalesce(creators.display_name, identified.created_by_name) as created_by_name,
        identified.changed_by_id,
        coalesce(changers.display_name, identified.changed_by_name) as changed_by_name
    from identified
    left join identities as assignees on identified.assigned_to_id = assignees.identity_id
    left join identities as creators on identified.created_by_id = creators.identity_id
    left join identities as changers on identified.changed_by_id = changers.identity_id

)

select * from final
