with

rule_statuses as (

    select * from {{ ref('int_rule_statuses') }}

),

rule_results as (

    select * from {{ ref('int_rule_results') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

counts as (

    select
        rule_id,
        count(*) as evaluated_count,
        count(severity) as finding_count
    from rule_results
    group by rule_id

),

this_run as (

    select
        run_context.organization,
        run_context.as_of,
        run_context.run_id,
        rule_statuses.rule_id,
        case when rule_statuses.is_evaluated then 'evaluated' else 'skipped' end as status,
        rule_statuses.skip_reason,
        coalesce(counts.evaluated_count, 0) as evaluated_count,
        coalesce(counts.finding_count, 0) as finding_count
    from rule_statuses
    cross join run_context
    left join counts
        on rule_statuses.rule_id = counts.rule_id and rule_statuses.is_evaluated

),

earlier_runs as (

    select
        organization,
        as_of,
        run_id,
        rule_id,
        status,
        skip_reason,
        evaluated_count,
        finding_count
    from {{ source('history', 'rule_runs') }} as earlier
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
