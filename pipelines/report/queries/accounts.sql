select
    people.display_name as person_name,
    accounts.person_id,
    accounts.platform,
    accounts.username,
    accounts.display_name,
    accounts.account_status,
    accounts.license_type,
    accounts.last_sign_in_at,
    accounts.match_method,
    accounts.match_confidence,
    accounts.match_evidence
from accounts
left join people on accounts.person_id = people.person_id
where accounts.match_method is distinct from 'authority' and not coalesce(accounts.is_deleted_in_origin, false)
order by people.display_name nulls first, accounts.platform, accounts.username
