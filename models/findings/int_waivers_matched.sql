with

waivers as (

    select
        waivers.line_number,
        waivers.rule_id,
        waivers.subject_uid,
        waivers.reason,
        waivers.owner_name,
        waivers.until_date,
        {{ like_pattern('waivers.subject_uid') }} as subject_pattern,
        calendar_days.ends_at as until_at,
        coalesce(waivers.until_date < run_context.as_of_date, false) as is_expired
    from {{ ref('stg_rosters__waivers') }} as waivers
    cross join {{ ref('stg_run__run_context') }} as run_context
    left join {{ ref('stg_run__calendar_days') }} as calendar_days
        on waivers.until_date = calendar_days.calendar_date

),

open_findings as (

    select
        finding_uid,
        rule_id,
        subject_uid
    from {{ ref('int_findings_raised') }}
    union distinct
    select
        finding_uid,
        rule_id,
        subject_uid
    from {{ ref('int_findings_previous') }}
    where is_open and not is_expected

),

matches as (

    select
        waivers.line_number,
        open_findings.finding_uid
    from waivers
    inner join {{ ref('int_rules') }} as rules on waivers.rule_id in (rules.rule_id, '*')
    inner join open_findings
        on
            rules.rule_id = open_findings.rule_id
            and lower(open_findings.subject_uid) like waivers.subject_pattern escape '!'

),

-- A finding is suppressed by the waiver that is valid longest; ties go to the first line.
ranked as (

    select
        waivers.*,
        matches.finding_uid,
        row_number() over (
            partition by matches.finding_uid, waivers.is_expired
            order by waivers.until_date desc nulls first, waivers.line_number asc
        ) as waiver_rank
    from waivers
    left join matches on waivers.line_number = matches.line_number

),

final as (

    select
        *,
        finding_uid is not null and not is_expired and waiver_rank = 1 as is_applied
    from ranked

)

select * from final
