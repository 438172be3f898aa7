with

measured as (

    select
        *,
        {{ account_name() }} as account_name,
        {{ elapsed_days('last_sign_in_at', 'as_of') }} as inactive_days
    from {{ ref('int_accounts') }}
    where platform = 'azure_devops' and is_license_paid

)

select
    platform,
    account_uid,
    case when not {{ is_in_grace() }} then {{ severity_by_threshold('inactive_days', '>=') }} end as severity,
    inactive_days as metric_value,
    account_name || ' has a paid ' || license_code || ' license and last signed in '
    || {{ quantity(full_days('inactive_days'), 'day') }} || ' ago.' as reason,
    {{ json_of(['license_code', 'last_sign_in_at', 'inactive_days']) }} as evidence,
    last_sign_in_at as since_at,
    license_code as detail,
    estimated_monthly_cost
from {{ with_thresholds('measured', 'paid_license_inactive', scope='organization') }}
