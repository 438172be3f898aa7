with

match_candidates as (

    select * from {{ ref('int_match_candidates') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        match_candidates.platform,
        match_candidates.account_uid,
        match_candidates.person_id,
        match_candidates.username,
        match_candidates.display_name,
        match_candidates.email_primary,
        match_candidates.person_name,
        match_candidates.person_email,
        match_candidates.employment_status,
        match_candidates.match_method,
        match_candidates.match_confidence,
        match_candidates.match_evidence,
        match_candidates.candidate_rank,
        match_candidates.candidate_count,
        match_candidates.manual_link,
        run_context.organization,
        run_context.as_of
    from match_candidates
    cross join run_context

)

select * from final
