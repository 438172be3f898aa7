select
    platform,
    username,
    display_name,
    person_name,
    person_id,
    employment_status,
    match_method,
    match_confidence,
    match_evidence,
    candidate_rank,
    candidate_count,
    manual_link
from match_candidates
order by platform, username, candidate_rank
