with

team_members as (

    select * from {{ ref('stg_azure_devops__team_members') }}

),

group_members as (

    select members.identity_id
    from {{ ref('stg_azure_devops__team_group_members') }} as members
    inner join team_members on members.group_id = team_members.identity_id

),

assignees as (

    select people.assigned_to_id as identity_id
    from {{ ref('int_revisions') }} as latest_revisions
    inner join {{ ref('int_revision_people') }} as people
        on latest_revisions.work_item_id = people.work_item_id and latest_revisions.rev = people.rev
    inner join {{ ref('int_projects') }} as projects on latest_revisions.project_id = projects.project_id
    where
        latest_revisions.is_latest
        and latest_revisions.is_open
        and projects.is_selected
        and people.assigned_to_id is not null
    group by people.assigned_to_id

),

service_identities as (

    select * from {{ ref('stg_azure_devops__identities') }}

),

mentioned as (

    select
        identity_id,
        unique_name,
        unique_name_clear,
        descriptor,
        is_container,
        is_deleted_in_origin,
        1 as source_rank,
        cast(null as timestamp) as mentioned_at
    from team_members
    union all
    select
        assignees.identity_id,
        revisions.assigned_to_unique_name,
        revisions.assigned_to_unique_name_clear,
        revisions.assigned_to_descriptor,
        revisions.assigned_to_is_container,
        revisions.assigned_to_is_deleted_in_origin,
        2 as source_rank,
        revisions.changed_at
    from assignees
    left join {{ ref('stg_azure_devops__work_item_revisions') }} as revisions
        on assignees.identity_id = revisions.assigned_to_id
    union all
    select
        group_members.identity_id,
        identities.account_name,
        identities.account_name_clear,
        identities.subject_descriptor,
        identities.is_container,
        cast(null as boolean) as is_deleted_in_origin,
        3 as source_rank,
        cast(null as timestamp) as mentioned_at
    from group_members
    inner join service_identities as identities on group_members.identity_id = identities.identity_id

),

latest as (

    select *
    from mentioned
    qualify row_number() over (
        partition by identity_id
        order by source_rank asc, mentioned_at desc, descriptor asc, unique_name_clear asc
    ) = 1

),

final as (

    select
        latest.identity_id,
        latest.unique_name,
        latest.unique_name_clear,
        identities.display_name,
        identities.display_name_clear,
        latest.descriptor,
        service_identities.mail,
        service_identities.mail_clear,
        coalesce(service_identities.is_guest_by_directory, false) as is_guest_by_directory,
        coalesce(latest.is_deleted_in_origin, false) as is_deleted_in_origin
    from latest
    left join service_identities on latest.identity_id = service_identities.identity_id
    left join {{ ref('int_identities') }} as identities on latest.identity_id = identities.identity_id
    left join {{ ref('stg_azure_devops__user_entitlements') }} as entitlements
        on latest.identity_id = entitlements.account_uid
    where
        entitlements.account_uid is null
        and not {{ is_group('latest.is_container', 'latest.descriptor') }}
        and not {{ is_group('service_identities.is_container', 'service_identities.subject_descriptor') }}

)

select * from final
