with

findings as (

    select
        findings.status,
        findings.run_id = run_context.run_id as is_of_this_run
    from {{ ref('int_findings') }} as findings
    cross join {{ ref('stg_run__run_context') }} as run_context

),

finding_counts as (

    select
        count(case when status <> 'resolved' then 1 end) as finding_count,
        count(case when status = 'suppressed' then 1 end) as suppressed_finding_count,
        count(case when status = 'new' and is_of_this_run then 1 end) as new_finding_count,
        count(case when status = 'resolved' and is_of_this_run then 1 end) as resolved_finding_count
    from findings

),

rule_counts as (

    select
        count(case when is_evaluated then 1 end) as rules_evaluated,
        count(case when not is_evaluated then 1 end) as rules_skipped
    from {{ ref('int_rule_statuses') }}

),

request_counts as (

    select
        coalesce(sum(request_count), 0) as request_count,
        coalesce(sum(row_count), 0) as row_count
    from {{ ref('stg_run__coverage') }}

),

final as (

    select
        (select count(*) from {{ ref('int_work_items_published') }}) as work_item_count,
        (select count(*) from {{ ref('int_work_item_revisions') }}) as revision_count,
        (select count(*) from {{ ref('int_work_item_links') }}) as link_count,
        (select count(*) from {{ ref('int_accounts') }}) as account_count,
        finding_counts.*,
        rule_counts.*,
        request_counts.*
    from finding_counts
    cross join rule_counts
    cross join request_counts

)

select * from final
