with

-- An account in its grace period may be the replacement for another one.
counted as (

    select
        platform,
        person_id,
        count(*) as account_count,
        {{ sorted_ids('account_uid') }} as account_uids,
        {{ sorted_ids('coalesce(username, account_uid)') }} as usernames
    from {{ with_thresholds(ref('int_accounts_in_scope'), 'duplicate_accounts', scope='organization') }}
    where
        person_id is not null
        and account_type = 'human'
        and account_status = 'active'
        and not {{ is_in_grace() }}
    group by platform, person_id

),

measured as (

    select
        counted.*,
        {{ person_name('people') }} as person_name
    from counted
    inner join {{ ref('int_people') }} as people on counted.person_id = people.person_id

)

select
    person_id,
    platform,
    {{ severity_by_threshold('account_count', '>=') }} as severity,
    account_count as metric_value,
    person_name || ' has ' || account_count || ' active accounts on ' || platform || ': '
    || replace(usernames, ',', ', ') || '.' as reason,
    {{ json_of(['usernames', 'account_count']) }} as evidence,
    account_uids as evidence_ids,
    usernames as detail
from {{ with_thresholds('measured', 'duplicate_accounts', scope='organization') }}
