with

finding_counts as (

    select
        count(case when findings.status <> 'resolved' then 1 end) as finding_count,
        count(case when findings.status = 'suppressed' then 1 end) as suppressed_finding_count,
        count(case when findings.status = 'new' and findings.run_id = run_context.run_id then 1 end)
            as new_finding_count,
        count(case when findings.status = 'resolved' and findings.run_id = run_context.run_id then 1 end)
            as resolved_finding_count,
        coalesce(sum(case when findings.status in ('new', 'in_progress') then costs.estimated_monthly_cost end), 0)
            as potential_monthly_saving
    from {{ ref('int_findings') }} as findings
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join {{ ref('int_finding_costs') }} as costs on findings.finding_uid = costs.finding_uid

),

rule_counts as (

    select
        count(case when is_evaluated then 1 end) as rules_evaluated,
        count(case when not is_evaluated then 1 end) as rules_skipped
    from {{ ref('int_rule_statuses') }}

),

request_counts as (

    select
        cast(coalesce(sum(request_count), 0) as bigint) as request_count,
        cast(coalesce(sum(row_count), 0) as bigint) as row_count
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

this_run as (

    select
        run_context.run_id,
        run_context.started_at,
        cast(null as timestamp) as finished_at,
        run_context.version,
        run_context.time_zone,
        'succeeded' as status,
        work_item_counts.*,
        link_counts.link_count,
        (select count(*) from {{ ref('int_accounts') }}) as account_count,
        finding_counts.*,
        rule_counts.*,
        request_counts.*,
        license_savings.realized_monthly_saving,
        license_savings.saving_since_at,
        {{ is_pseudonymized() | lower }} as is_pseudonymized,
        run_context.organization,
        run_context.as_of
    from {{ ref('stg_run__run_context') }} as run_context
    cross join work_item_counts
    cross join link_counts
    cross join finding_counts
    cross join rule_counts
    cross join request_counts
    cross join {{ ref('int_license_savings') }} as license_savings

),

final as (

    {{ with_history('this_run', source('history', 'runs'), [
        'run_id',
        'started_at',
        'finished_at',
        'version',
        'time_zone',
        'status',
        'work_item_count',
        'revision_count',
        'link_count',
        'account_count',
        'finding_count',
        'suppressed_finding_count',
        'new_finding_count',
        'resolved_finding_count',
        'rules_evaluated',
        'rules_skipped',
        'request_count',
        'row_count',
        'potential_monthly_saving',
        'realized_monthly_saving',
        'saving_since_at',
        'coalesce(is_pseudonymized, false) as is_pseudonymized',
        'organization',
        'as_of',
    ]) }}

)

select * from final
