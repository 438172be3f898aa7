with

candidates as (

    select * from {{ ref('int_candidates_by_address') }}
    union all
    select * from {{ ref('int_candidates_by_words') }}
    union all
    select * from {{ ref('int_candidates_by_similarity') }}

),

denied as (

    select * from {{ ref('stg_rosters__manual_links') }}
    where not is_same

),

confidences as (

    select listed.*
    from (
        values
        ('subaddress', 0.65),
        ('login', 0.6),
        ('name', 0.5),
        ('similar_name', 0.3)
    ) as listed (match_method, match_confidence)

),

-- Of what speaks for a pair, the strongest counts.
pairs as (

    select
        candidates.platform,
        candidates.account_uid,
        candidates.person_id,
        candidates.match_method,
        cast(confidences.match_confidence as double) as match_confidence,
        candidates.match_evidence
    from candidates
    inner join confidences on candidates.match_method = confidences.match_method
    left join denied
        on
            lower(candidates.platform) = denied.platform_key
            and candidates.account_uid = denied.account_uid
            and candidates.person_id = denied.person_id
    where denied.person_id is null
    qualify row_number() over (
        partition by candidates.platform, candidates.account_uid, candidates.person_id
        order by confidences.match_confidence desc, candidates.match_evidence asc
    ) = 1

),

final as (

    select
        *,
        row_number() over (
            partition by platform, account_uid
            order by match_confidence desc, person_id asc
        ) as candidate_rank,
        count(*) over (partition by platform, account_uid) as candidate_count
    from pairs

)

select * from final
