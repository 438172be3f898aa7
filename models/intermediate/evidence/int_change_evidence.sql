with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

changes as (

    select
        work_items.*,
        work_items.category_since_at as completed_at
    from {{ ref('int_work_items') }} as work_items
    cross join run_context
    left join {{ ref('int_work_item_types') }} as types
        on work_items.project_id = types.project_id and work_items.type_key = types.type_key
    where
        work_items.is_selected
        and not work_items.is_deleted
        and not work_items.is_hidden_type
        and work_items.state_category = 'Completed'
        and (work_items.backlog_level = 'requirement' or coalesce(types.is_bug, false))
        and {{ elapsed_days('work_items.category_since_at', 'run_context.as_of') }} <= 400

),

tests as (

    select
        source_id as work_item_id,
        count(*) as test_count,
        {{ sorted_ids('target_id') }} as test_ids
    from {{ ref('int_links') }}
    where lower(link_type) = 'microsoft.vsts.common.testedby' and is_active
    group by source_id

),

final as (

    select
        changes.work_item_id,
        changes.project_id,
        changes.project_name,
        changes.team_id,
        changes.team_name,
        changes.work_item_type,
        changes.title,
        changes.created_at,
        changes.started_at,
        changes.completed_at,
        changes.is_imported,
        changes.parent_id is not null as has_parent,
        approvals.is_approved,
        approvals.approved_by_id,
        milestones.created_by_id,
        milestones.started_by_id,
        milestones.completed_by_id,
        milestones.completed_by_id <> milestones.started_by_id as is_completed_by_another,
        case when code.is_read then code.code_links > 0 end as has_code_link,
        case when code.is_read then code.pull_requests > 0 end as has_pull_request,
        case when code.is_read then code.builds > 0 end as has_build,
        tests.work_item_id is not null as has_test,
        case when code.is_read then code.code_links + code.builds + coalesce(tests.test_count, 0) end
            as evidence_count,
        changes.url,
        {{ json_object({
            "parent_id": "changes.parent_id",
            "approved_rev": "approvals.approved_rev",
            "approved_state": "approvals.approved_state",
            "started_rev": "milestones.started_rev",
            "completed_rev": "milestones.completed_rev",
            "code_links": json_list("code.code_uris"),
            "pull_requests": json_list("code.pull_request_uris"),
            "builds": json_list("code.build_uris"),
            "tests": json_list("tests.test_ids"),
        }) }} as evidence
    from changes
    inner join {{ ref('int_item_milestones') }} as milestones on changes.work_item_id = milestones.work_item_id
    inner join {{ ref('int_code_links') }} as code on changes.work_item_id = code.work_item_id
    left join {{ ref('int_approvals') }} as approvals on changes.work_item_id = approvals.work_item_id
    left join tests on changes.work_item_id = tests.work_item_id

)

select * from final
