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

work_item_counts as (

    select
        count(case when revisions.is_latest then 1 end) as work_item_count,
        count(*) as revision_count
    from {{ ref('int_revisions') }} as revisions
    inner join {{ ref('int_work_items') }} as work_items on revisions.work_item_id = work_items.work_item_id
    where work_items.is_selected

),

link_counts as (

    select count(*) as link_count
    from {{ ref('int_links') }}
    where is_selected

),

final as (

    select
        work_item_counts.*,
        link_counts.*,
        (select count(*) from {{ ref('int_accounts') }}) as account_count,
        finding_counts.*,
        rule_counts.*,
        request_counts.*
    from finding_counts
    cross join work_item_counts
    cross join link_counts
    cross join rule_counts
    cross join request_counts

)

select * from final
