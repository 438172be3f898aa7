with

evaluated as (

    select
        rule_id,
        count(*) as evaluated_count
    from {{ ref('int_rule_results') }}
    group by rule_id

),

raised as (

    select
        rule_id,
        count(*) as finding_count
    from {{ ref('int_findings_raised') }}
    where not is_superseded
    group by rule_id

),

this_run as (

    select
        run_context.run_id,
        rule_statuses.rule_id,
        case when rule_statuses.is_evaluated then 'evaluated' else 'skipped' end as status,
        rule_statuses.skip_reason,
        coalesce(evaluated.evaluated_count, 0) as evaluated_count,
        coalesce(raised.finding_count, 0) as finding_count,
        run_context.organization,
        run_context.as_of
    from {{ ref('int_rule_statuses') }} as rule_statuses
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join evaluated
        on rule_statuses.rule_id = evaluated.rule_id and rule_statuses.is_evaluated
    left join raised on rule_statuses.rule_id = raised.rule_id

)

{{ with_history('this_run', source('history', 'rule_runs'), [
    'run_id',
    'rule_id',
    'status',
    'skip_reason',
    'evaluated_count',
    'finding_count',
    'organization',
    'as_of',
]) }}
