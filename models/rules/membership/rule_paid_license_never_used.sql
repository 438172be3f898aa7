with

measured as (

    select
        *,
        {{ account_name() }} as account_name,
        {{ elapsed_days('created_at', 'as_of') }} as age_days
    from {{ ref('int_accounts') }}
    where platform = 'azure_devops' and is_license_paid and last_sign_in_at is null

)

select
    platform,
    account_uid,
    case when not {{ is_in_grace() }} then {{ severity_by_threshold('age_days', '>') }} end as severity,
    age_days as metric_value,
    account_name || ' has a paid ' || license_code || ' license but has never signed in since the account was created '
    || {{ quantity(full_days('age_days'), 'day') }} || ' ago.' as reason,
    {{ json_of(['license_code', 'created_at', 'age_days']) }} as evidence,
    created_at as since_at,
    license_code as detail,
    estimated_monthly_cost
from {{ with_thresholds('measured', 'paid_license_never_used', scope='organization') }}
