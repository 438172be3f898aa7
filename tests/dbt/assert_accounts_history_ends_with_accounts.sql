-- The last load of a platform has the accounts of `accounts`. Identities without an entitlement have no loads.
with

accounts as (

    select * from {{ ref('accounts') }}

),

latest as (

    select
        platform,
        max(loaded_at) as loaded_at
    from {{ ref('accounts_history') }}
    group by platform

),

last_loads as (

    select history.*
    from {{ ref('accounts_history') }} as history
    inner join latest
        on history.platform = latest.platform and history.loaded_at = latest.loaded_at

),

expected as (

    select
        platform,
        license_type,
        account_status,
        count(*) as accounts,
        count(case when is_license_paid then 1 end) as paid_accounts
    from accounts
    where
        platform <> 'azure_devops'
        or account_uid not in (select identities.identity_id from {{ ref('int_identities_unentitled') }} as identities)
    group by
        platform,
        license_type,
        account_status

)

select
    expected.*,
    last_loads.accounts as accounts_found
from expected
full outer join last_loads
    on
        expected.platform = last_loads.platform
        and expected.license_type is not distinct from last_loads.license_type
        and expected.account_status is not distinct from last_loads.account_status
where
    coalesce(expected.platform, last_loads.platform) in (select accounts.platform from accounts)
    and (
        coalesce(expected.accounts, 0) <> coalesce(last_loads.accounts, 0)
        or coalesce(expected.paid_accounts, 0) <> coalesce(last_loads.paid_accounts, 0)
    )
