select
    platform,
    account_uid,
    case when person_id is null and not {{ is_in_grace() }} then 'medium' end as severity,
    'The active account ' || coalesce(username, account_uid) || ' on ' || platform || ' matches no person in '
    || authority_platform || '.' as reason,
    {{ json_of(['username', 'email_primary', 'created_at', 'last_sign_in_at']) }} as evidence,
    authority_platform as other_platform,
    created_at as since_at,
    username as detail
from {{ with_thresholds(ref('int_accounts_in_scope'), 'account_without_person', scope='organization') }}
where
    account_type = 'human'
    and account_status = 'active'
    and not is_guest
    and authority_platform is not null
