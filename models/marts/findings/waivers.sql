with

waivers as (

    select * from {{ ref('int_waivers_dated') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

matches as (

    select
        line_number,
        count(*) as finding_count
    from {{ ref('int_waivers_matched') }}
    group by line_number

),

suppressions as (

    select
        line_number,
        count(*) as finding_count
    from {{ ref('int_findings_waived') }}
    group by line_number

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        waivers.line_number,
        waivers.rule_id,
        waivers.subject_uid,
        waivers.reason,
        waivers.owner_name,
        waivers.until_date,
        waivers.is_expired,
        matches.line_number is not null as is_matching,
        coalesce(matches.finding_count, 0) as matching_finding_count,
        coalesce(suppressions.finding_count, 0) as suppressed_finding_count
    from waivers
    cross join run_context
    left join matches on waivers.line_number = matches.line_number
    left join suppressions on waivers.line_number = suppressions.line_number

)

select * from final
