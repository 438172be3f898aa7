with

measured as (

    select
        accounts.*,
        licenses.owned_since_at,
        licenses.last_test_edit_at,
        licenses.test_edits,
        licenses.unread_projects,
        {{ account_name('accounts') }} as account_name,
        {{ elapsed_days('licenses.owned_since_at', 'accounts.as_of') }} as owned_days,
        case
            when accounts.estimated_monthly_cost > coalesce(basic_prices.usd_per_month, 0)
                then accounts.estimated_monthly_cost - coalesce(basic_prices.usd_per_month, 0)
            else 0 * accounts.estimated_monthly_cost
        end as monthly_saving
    from {{ ref('int_accounts') }} as accounts
    inner join {{ ref('int_test_plan_licenses') }} as licenses on accounts.account_uid = licenses.account_uid
    left join {{ ref('int_license_prices') }} as basic_prices on basic_prices.license_code = 'express'
    where
        accounts.platform = 'azure_devops'
        and accounts.license_type = 'basic_test_plans'
        and accounts.is_license_paid

)

select
    platform,
    account_uid,
    case
        when unread_projects = 0 and not {{ is_in_grace('owned_since_at') }}
            then {{ severity_by_threshold('test_edits', '<=') }}
    end as severity,
    test_edits as metric_value,
    account_name || ' has had a Basic + Test Plans license for ' || {{ quantity(full_days('owned_days'), 'day') }}
    || ', with ' || {{ quantity('test_edits', 'edit') }} || ' of test plans, suites, cases or shared steps in the last '
    || window_size || ' days.' as reason,
    {{ json_of(['license_code', 'owned_since_at', 'last_test_edit_at', 'test_edits']) }} as evidence,
    owned_since_at as since_at,
    license_code as detail,
    monthly_saving as estimated_monthly_cost
from {{ with_thresholds('measured', 'test_plans_license_unneeded', scope='organization') }}
