with

waivers as (

    select * from {{ ref('int_waivers_dated') }}

),

rules as (

    select * from {{ ref('int_rules') }}

),

standing as (

    select * from {{ ref('int_findings_standing') }}

),

waivers_of_rules as (

    select
        waivers.*,
        rules.rule_id as waived_rule_id
    from waivers
    inner join rules on waivers.rule_id in (rules.rule_id, '*')

),

final as (

    select
        standing.finding_uid,
        waivers_of_rules.line_number,
        waivers_of_rules.reason,
        waivers_of_rules.owner_name,
        waivers_of_rules.until_date,
        waivers_of_rules.until_at,
        waivers_of_rules.is_expired
    from standing
    inner join waivers_of_rules
        on
            standing.rule_id = waivers_of_rules.waived_rule_id
            and lower(standing.subject_uid) like waivers_of_rules.subject_pattern escape '!'

)

select * from final
