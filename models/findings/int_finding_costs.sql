with

priced as (

    select
        lifecycle.finding_uid,
        lifecycle.subject_type,
        lifecycle.subject_uid,
        lifecycle.status = 'resolved' as is_resolved,
        waivers.finding_uid is not null as is_suppressed,
        {{ as_last_raised(["rule_id", "severity_id", "estimated_monthly_cost"]) }}
    from {{ ref('int_findings_lifecycle') }} as lifecycle
    left join {{ ref('int_findings_raised') }} as raised on lifecycle.finding_uid = raised.finding_uid
    left join {{ ref('int_findings_previous') }} as previous on lifecycle.finding_uid = previous.finding_uid
    left join {{ ref('int_waivers_matched') }} as waivers
        on lifecycle.finding_uid = waivers.finding_uid and waivers.is_applied

),

final as (

    select
        finding_uid,
        estimated_monthly_cost
    from priced
    where estimated_monthly_cost is not null
    qualify is_resolved or row_number() over (
        partition by subject_type, subject_uid, is_resolved
        order by is_suppressed asc, severity_id desc, rule_id asc
    ) = 1

)

select * from final
