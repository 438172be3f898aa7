with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

previous as (

    select * from {{ ref('int_findings_previous') }}

),

-- What was not looked at in this run stands as it stood.
standing as (

    select
        finding_uid,
        rule_id,
        subject_type,
        subject_uid
    from raised
    union distinct
    select
        finding_uid,
        rule_id,
        subject_type,
        subject_uid
    from previous
    where is_standing and not is_expected

),

final as (

    select
        standing.finding_uid,
        {{ join_text('neighbours.rule_id', ',') }} as related_rules
    from standing
    inner join standing as neighbours
        on
            standing.subject_type = neighbours.subject_type
            and standing.subject_uid = neighbours.subject_uid
            and standing.rule_id <> neighbours.rule_id
    group by standing.finding_uid

)

select * from final
