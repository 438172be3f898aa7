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

-- A finding that this run did not evaluate may have the cost of a license that has since changed.
billed as (

    select
        priced.*,
        case
            when priced.is_resolved then priced.estimated_monthly_cost
            when license_costs.estimated_monthly_cost is null then 0
            else least(priced.estimated_monthly_cost, license_costs.estimated_monthly_cost)
        end as billed_monthly_cost
    from priced
    left join {{ ref('int_license_costs') }} as license_costs
        on
            priced.subject_type = 'account'
            and priced.subject_uid = license_costs.platform || '/' || license_costs.account_uid
    where priced.estimated_monthly_cost is not null

),

final as (

    select
        finding_uid,
        billed_monthly_cost as estimated_monthly_cost
    from billed
    qualify is_resolved or row_number() over (
        partition by subject_type, subject_uid, is_resolved
        order by is_suppressed asc, severity_id desc, rule_id asc
    ) = 1

)

select * from final
