with

standing as (

    select * from {{ ref('int_findings_standing') }}

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
