with

rules as (

    select * from {{ ref('int_rules') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

coverage as (

    select * from {{ ref('stg_run__coverage') }}

),

requirements as (

    select
        rule_id,
        {{ explode_text('requires', ' ') }} as requirement
    from rules

),

required_resources as (

    select
        requirements.*,
        case
            when requirements.requirement = 'authority_roster'
                then 'roster_' || run_context.authority_platform
            else requirements.requirement
        end as resource,
        case
            when requirements.requirement = 'authority_roster' and run_context.authority_platform is null
                then 'there is none: see docs/rosters.md'
        end as explanation
    from requirements
    cross join run_context

),

final as (

    select
        required_resources.rule_id,
        required_resources.requirement,
        coalesce(coverage.message, required_resources.explanation) as message
    from required_resources
    left join coverage on required_resources.resource = coverage.resource
    where not coalesce(coverage.status = 'loaded' and coverage.is_complete, false)

)

select * from final
