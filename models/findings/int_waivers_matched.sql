with

waivers as (

    select * from {{ ref('int_waivers') }}

),

open_findings as (

    select
        finding_uid,
        rule_id,
        subject_type,
        subject_uid,
        project_id,
        is_aggregate
    from {{ ref('int_findings_raised') }}
    where not is_superseded
    union distinct
    select
        finding_uid,
        rule_id,
        subject_type,
        subject_uid,
        project_id,
        is_aggregate
    from {{ ref('int_findings_previous') }}
    where is_unresolved and not is_expected and not coalesce(is_superseded, false)

),

segments as (

    select * from {{ ref('int_work_item_segments') }}

),

matches as (

    select
        waivers.line_number,
        open_findings.finding_uid
    from waivers
    inner join open_findings
        on
            {{ is_waived_by_project('open_findings.rule_id', 'open_findings.project_id') }}
            or case
                when open_findings.is_aggregate
                    then {{ is_project_waived('open_findings.rule_id', 'open_findings.project_id') }}
                else {{ is_waived('open_findings.rule_id', 'open_findings.subject_uid') }}
            end
    where
        waivers.segment_key is null
        and open_findings.rule_id in (select rules.rule_id from {{ ref('int_rules') }} as rules)
    union distinct
    select
        waivers.line_number,
        open_findings.finding_uid
    from waivers
    inner join segments on waivers.segment_key = lower(segments.segment)
    inner join open_findings
        on
            open_findings.subject_type = 'work_item'
            and open_findings.subject_uid = cast(segments.work_item_id as varchar)
            and {{ is_waived('open_findings.rule_id', 'open_findings.subject_uid') }}
    where open_findings.rule_id in (select rules.rule_id from {{ ref('int_rules') }} as rules)

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
