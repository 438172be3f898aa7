select
    waivers.line_number,
    waivers.rule_id,
    waivers.subject_uid,
    waivers.reason,
    waivers.owner_name,
    waivers.until_date,
    waivers.segment,
    lower(waivers.segment) as segment_key,
    {{ like_pattern('waivers.subject_uid') }} as subject_pattern,
    calendar_days.ends_at as until_at,
    coalesce(waivers.until_date < run_context.as_of_date, false) as is_expired
from {{ ref('stg_rosters__waivers') }} as waivers
cross join {{ ref('stg_run__run_context') }} as run_context
left join {{ ref('stg_run__calendar_days') }} as calendar_days on waivers.until_date = calendar_days.calendar_date
