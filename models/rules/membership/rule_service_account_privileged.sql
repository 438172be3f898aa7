select
    platform,
    account_uid,
    case
        when {{ is_in_grace() }} then null
        when is_admin then 'high'
        when is_license_paid then 'low'
    end as severity,
    'The service account ' || account_name || ' on ' || platform
    || case when is_admin then ' is an administrator' else '' end
    || case when is_admin and is_license_paid then ' and' else '' end
    || case when is_license_paid then ' has a paid ' || license_code || ' license' else '' end
    || '.' as reason,
    {{ json_of(['is_admin', 'license_code', 'is_license_paid']) }} as evidence,
    created_at as since_at,
    case when is_admin then 'administrator' else license_code end as detail,
    estimated_monthly_cost
from {{ with_thresholds(ref('int_accounts_in_scope'), 'service_account_privileged', scope='organization') }}
where account_type = 'service'
