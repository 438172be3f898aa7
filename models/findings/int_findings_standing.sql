with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

previous as (

    select * from {{ ref('int_findings_previous') }}

),

final as (

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

)

select * from final
