with

periods as (

    select
        account_uid,
        license_type,
        valid_from,
        coalesce(created_at, valid_from) as created_at,
        lag(account_uid) over in_order is null as is_first,
        coalesce(
            lag(license_type) over in_order = license_type and lag(valid_to) over in_order = valid_from, false
        ) as is_continued
    from {{ ref('int_license_history') }}
    window in_order as (partition by account_uid order by valid_from)

),

-- An account that was never seen with another license has had this one since it was created, and none before.
owned as (

    select
        account_uid,
        max(case when is_first then created_at else greatest(created_at, valid_from) end) as owned_since_at
    from periods
    where license_type = 'basic_test_plans' and not is_continued
    group by account_uid

),

test_types as (

    select lower(work_item_type) as type_key
    from {{ ref('stg_azure_devops__work_item_type_categories') }}
    where
        lower(category_name) in (
            'microsoft.testplancategory',
            'microsoft.testsuitecategory',
            'microsoft.testcasecategory',
            'microsoft.sharedstepcategory'
        )
    group by lower(work_item_type)

),

test_edits as (

    select
        details.changed_by_id as account_uid,
        revisions.changed_at
    from {{ ref('int_revisions') }} as revisions
    inner join test_types on revisions.type_key = test_types.type_key
    inner join {{ ref('stg_azure_devops__work_item_revisions') }} as details
        on revisions.work_item_id = details.work_item_id and revisions.rev = details.rev

),

edits_by_account as (

    select
        accounts.account_uid,
        max(test_edits.changed_at) as last_test_edit_at,
        count(
            case when {{ elapsed_days('test_edits.changed_at', 'accounts.as_of') }} <= accounts.window_size then 1 end
        ) as test_edits
    from {{ with_thresholds(ref('int_accounts'), 'test_plans_license_unneeded', scope='organization') }} as accounts
    left join test_edits on accounts.account_uid = test_edits.account_uid
    where accounts.platform = 'azure_devops'
    group by accounts.account_uid

),

-- Edits in a project that the run does not read are not known.
unread as (

    select
        members.account_uid,
        count(*) as unread_projects
    from {{ ref('int_project_members') }} as members
    left join {{ ref('int_projects') }} as projects
        on members.project_id = projects.project_id and projects.is_selected
    where projects.project_id is null
    group by members.account_uid

),

final as (

    select
        owned.account_uid,
        owned.owned_since_at,
        edits_by_account.last_test_edit_at,
        edits_by_account.test_edits,
        coalesce(unread.unread_projects, 0) as unread_projects
    from owned
    inner join edits_by_account on owned.account_uid = edits_by_account.account_uid
    left join unread on owned.account_uid = unread.account_uid

)

select * from final
