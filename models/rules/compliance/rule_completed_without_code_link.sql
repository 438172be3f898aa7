with

completed_items as (

    select * from {{ ref('int_work_items') }}
    where
        is_selected
        and not is_deleted
        and not is_hidden_type
        and state_category = 'Completed'
        and backlog_level = 'requirement'

),

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'completed_without_code_link'

),

counted as (

    select
        completed_items.*,
        coalesce(revisions.external_link_count, 0) as external_links
    from completed_items
    inner join revisions
        on completed_items.work_item_id = revisions.work_item_id and completed_items.rev = revisions.rev

),

final as (

    select
        cast(counted.work_item_id as string) as subject_uid,
        {{ severity_by_threshold('counted.external_links', '<=') }} as severity,
        counted.work_item_type || ' ' || counted.work_item_id || ' is ' || counted.state
        || ' with so many links to commits, pull requests and builds: ' || counted.external_links || '.' as reason,
        cast(counted.external_links as double) as metric_value,
        {{ json_object({"external_links": "counted.external_links", "state": "counted.state"}) }} as evidence,
        cast(counted.work_item_id as string) as evidence_ids,
        counted.work_item_id
    from counted
    inner join rule on {{ rule_scope('counted.team_id', 'counted.project_id') }} = rule.scope_id

)

select * from final
