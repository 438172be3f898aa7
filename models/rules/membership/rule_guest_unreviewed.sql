with

guests as (

    select
        *,
        case
            when {{ is_in_grace() }} then null
            when is_admin then 'high'
            when inactive_days >= window_size then 'medium'
            else {{ severity_by_threshold('age_days', '>') }}
        end as severity
    from {{ with_thresholds(ref('int_accounts_in_scope'), 'guest_unreviewed', scope='organization') }}
    where is_guest and account_status = 'active'

)

select
    platform,
    account_uid,
    severity,
    age_days as metric_value,
    case when severity = 'medium' then window_size end as threshold,
    'The guest ' || account_name || ' on ' || platform
    || case when is_admin then ' is an administrator' else ' is active' end
    || coalesce(', was added ' || {{ quantity(full_days('age_days'), 'day') }} || ' ago', '')
    || case
        when last_sign_in_at is not null
            then ' and last signed in ' || {{ quantity(full_days('inactive_days'), 'day') }} || ' ago'
        when is_sign_in_read then ' and has no recorded sign-in'
        when is_admin then ' and its sign-ins were not read'
        else ' and is evaluated by age alone, because sign-ins were not read'
    end || '.' as reason,
    {{ json_of(['is_admin', 'created_at', 'last_sign_in_at', 'age_days', 'inactive_days']) }} as evidence,
    created_at as since_at,
    case when is_admin then 'administrator' else 'guest' end as detail
from guests
