with

findings as (

    select
        finding_uid,
        subject_type,
        subject_uid,
        work_item_id,
        platform,
        evidence,
        nullif(evidence_ids, '') as evidence_ids
    from {{ ref('int_findings') }}

),

-- The ids of a dependency are its ends.
links as (

    select
        finding_uid,
        'link' as kind,
        subject_uid as id,
        {{ first_part('subject_uid', '/') }} as name,
        cast(null as double) as value,
        1 as part,
        1 as number
    from findings
    where subject_type = 'dependency'

),

ids as (

    select
        findings.finding_uid,
        findings.subject_type,
        {{ explode_numbered(string_parts('findings.evidence_ids', ','), 'id', 'number') }}
    from findings
    where findings.evidence_ids is not null

),

-- A project is none of the kinds.
subjects as (

    select
        ids.finding_uid,
        {{ evidence_id_kind('ids.subject_type', 'ids.id') }} as kind,
        ids.id,
        cast(null as string) as name,
        cast(null as double) as value,
        2 as part,
        ids.number
    from ids
    left join {{ ref('int_projects') }} as projects on ids.id = projects.project_id
    where projects.project_id is null

),

keys as (

    select
        finding_uid,
        work_item_id,
        evidence,
        {{ explode_numbered(json_keys('evidence'), 'key', 'number') }}
    from findings

),

members as (

    select
        finding_uid,
        work_item_id,
        key,
        number,
        {{ json_member_number('evidence', 'key') }} as number_value,
        {{ json_member_text('evidence', 'key') }} as text_value
    from keys

),

classified as (

    select
        *,
        {{ evidence_kind('key', 'number_value', 'text_value') }} as kind
    from members

),

named as (

    select
        finding_uid,
        kind,
        case
            when kind = 'revision'
                then cast(work_item_id as string) || '/' || cast(cast(number_value as bigint) as string)
            when kind = 'work_item' then cast(cast(number_value as bigint) as string)
            when {{ has_ending('key', 'id') }} then text_value
        end as id,
        case
            when kind in ('revision', 'number') then key
            when kind <> 'work_item' and not {{ has_ending('key', 'id') }} then text_value
        end as name,
        case when kind in ('revision', 'number') then number_value end as value,
        3 as part,
        number
    from classified

),

final as (

    select * from links
    union all
    select * from subjects
    union all
    select * from named

)

select
    finding_uid,
    kind,
    id,
    name,
    value,
    row_number() over (partition by finding_uid order by part, number) as position
from final
where kind is not null
