with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

counts as (

    select * from {{ ref('int_run_counts') }}

),

this_run as (

    select
        run_context.organization,
        run_context.as_of,
        run_context.run_id,
        run_context.started_at,
        cast(null as timestamp) as finished_at,
        run_context.version,
        'succeeded' as status,
        counts.work_item_count,
        counts.revision_count,
        counts.link_count,
        counts.account_count,
        counts.finding_count,
        counts.suppressed_finding_count,
        counts.new_finding_count,
        counts.resolved_finding_count,
        counts.rules_evaluated,
        counts.rules_skipped,
        cast(counts.request_count as bigint) as request_count,
        cast(counts.row_count as bigint) as row_count,
        {{ is_pseudonymized() | lower }} as is_pseudonymized
    from run_context
    cross join counts

),

earlier_runs as (

    select
        organization,
        as_of,
        run_id,
        started_at,
        finished_at,
        version,
        status,
        work_item_count,
        revision_count,
        link_count,
        account_count,
        finding_count,
        suppressed_finding_count,
        new_finding_count,
        resolved_finding_count,
        rules_evaluated,
        rules_skipped,
        request_count,
        row_count,
        coalesce(is_pseudonymized, false) as is_pseudonymized
    from {{ source('history', 'runs') }} as earlier
    where not exists (
        select 1 from run_context
        where run_context.is_historical or run_context.run_id = earlier.run_id
    )

),

final as (

    select * from this_run
    union all
    select * from earlier_runs

)

select * from final
