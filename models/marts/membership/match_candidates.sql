with

candidates as (

    select
        platform,
        {{ pseudonymous_id('account_uid') }} as account_uid,
        {{ pseudonymous_id('person_id') }} as person_id,
        match_method,
        match_confidence,
        {{ pseudonym('match_evidence') }} as match_evidence,
        candidate_rank,
        candidate_count
    from {{ ref('int_candidates_ranked') }}
    where candidate_rank <= 3

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

people as (

    select * from {{ ref('int_people') }}

),

final as (

    select
        accounts.organization,
        accounts.as_of,
        candidates.platform,
        candidates.account_uid,
        candidates.person_id,
        accounts.username,
        accounts.display_name,
        accounts.email_primary,
        people.display_name as person_name,
        people.email as person_email,
        people.employment_status,
        candidates.match_method,
        candidates.match_confidence,
        candidates.match_evidence,
        candidates.candidate_rank,
        candidates.candidate_count,
        {{ csv_line(['candidates.platform', 'candidates.account_uid', 'candidates.person_id']) }}
            as manual_link
    from candidates
    inner join people on candidates.person_id = people.person_id
    inner join accounts
        on
            candidates.platform = accounts.platform
            and candidates.account_uid = accounts.account_uid
)

select * from final
