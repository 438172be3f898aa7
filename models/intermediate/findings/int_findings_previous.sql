with

findings as (

    select * from {{ source('history', 'findings') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

rule_statuses as (

    select * from {{ ref('int_rule_statuses') }}

),

platforms as (

    select * from {{ ref('int_platforms') }}

),

final as (

    select
        findings.*,
        findings.status <> 'resolved' as is_standing,
        findings.status <> 'resolved'
        and coalesce(rule_statuses.is_evaluated, false)
        and (findings.platform is null or coalesce(platforms.is_complete, false)) as is_expected
    from findings
    cross join run_context
    left join rule_statuses on findings.rule_id = rule_statuses.rule_id
    left join platforms on findings.platform = platforms.platform
    where not run_context.is_historical

)

select * from final
