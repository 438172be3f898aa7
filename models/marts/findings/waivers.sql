select
    waivers.line_number,
    waivers.rule_id,
    waivers.subject_uid,
    waivers.reason as suppression_reason,
    waivers.owner_name,
    waivers.until_date,
    waivers.segment,
    waivers.is_expired,
    count(waivers.finding_uid) > 0 as is_matching,
    count(waivers.finding_uid) as matching_finding_count,
    count(case when waivers.is_applied then 1 end) as suppressed_finding_count,
    run_context.organization,
    run_context.as_of
from {{ ref('int_waivers_matched') }} as waivers
cross join {{ ref('stg_run__run_context') }} as run_context
group by
    run_context.organization,
    run_context.as_of,
    waivers.line_number,
    waivers.rule_id,
    waivers.subject_uid,
    waivers.reason,
    waivers.owner_name,
    waivers.until_date,
    waivers.segment,
    waivers.is_expired
