with

entitlements as (

    select * from {{ ref('stg_azure_devops__user_entitlements') }}

),

measured as (

    select
        accounts.*,
        entitlements.has_account_license,
        license_prices.usd_per_month,
        {{ account_name('accounts') }} as account_name,
        case accounts.license_type
            when 'visual_studio' then 'Visual Studio subscription'
            else 'GitHub Enterprise license'
        end as subscription
    from {{ ref('int_accounts') }} as accounts
    inner join entitlements on accounts.account_uid = entitlements.account_uid
    left join {{ ref('int_license_prices') }} as license_prices
        on lower(accounts.license_code) = license_prices.license_code
    where accounts.platform = 'azure_devops' and accounts.license_type in ('visual_studio', 'github_enterprise')

)

select
    platform,
    account_uid,
    case when has_account_license and not {{ is_in_grace() }} then 'medium' end as severity,
    account_name || ' has a ' || subscription || ', which includes Azure DevOps, and a paid ' || license_code
    || ' license that was assigned in Azure DevOps.' as reason,
    {{ json_of(['license_code', 'license_type', 'usd_per_month']) }} as evidence,
    created_at as since_at,
    license_code as detail
from {{ with_thresholds('measured', 'subscriber_pays_twice', scope='organization') }}
