with

findings as (

    select * from {{ source('history', 'findings') }}
    where family = 'membership'

),

unread_teams as (

    select * from {{ ref('int_teams_unread') }}

),

expectations as (

    select * from {{ ref('stg_rosters__roster_expectations') }}
    where attribute = 'team'

),

evidence as (

    select
        finding_uid,
        {{ explode_ids('evidence_ids') }} as evidence_id
    from findings

),

-- An expectation with a team cannot be evaluated while that team is unread.
final as (

    select evidence.finding_uid
    from evidence
    inner join unread_teams on evidence.evidence_id = unread_teams.team_id
    union
    select findings.finding_uid
    from findings
    cross join expectations
    inner join unread_teams on expectations.value_key_clear = unread_teams.team_key
    where findings.rule_id = 'missing_on_platform'

)

select * from final
