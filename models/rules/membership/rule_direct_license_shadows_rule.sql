with

direct_licenses as (

    select *
    from {{ ref('stg_azure_devops__user_entitlements') }}
    where
        account_status = 'active'
        and licensing_source = 'account'
        and coalesce(assignment_source, 'unknown') <> 'grouprule'

),

-- The rules that are applied and give the license that the user has directly.
shadowed as (

    select
        direct_licenses.account_uid,
        {{ join_text('group_rules.group_display_name', ', ') }} as group_names,
        count(*) as group_rules
    from direct_licenses
    inner join {{ ref('stg_azure_devops__user_entitlement_group_rules') }} as group_rules
        on
            direct_licenses.account_uid = group_rules.account_uid
            and lower(direct_licenses.license_code) = lower(group_rules.license_code)
            and group_rules.licensing_source = 'account'
            and group_rules.rule_status = 'applied'
    group by direct_licenses.account_uid

),

measured as (

    select
        accounts.*,
        coalesce(shadowed.group_rules, 0) as group_rules,
        shadowed.group_names,
        {{ account_name('accounts') }} as account_name
    from {{ ref('int_accounts') }} as accounts
    inner join direct_licenses on accounts.account_uid = direct_licenses.account_uid
    left join shadowed on accounts.account_uid = shadowed.account_uid
    where accounts.platform = 'azure_devops'

)

select
    platform,
    account_uid,
    case when group_rules > 0 and not {{ is_in_grace() }} then 'low' end as severity,
    group_rules as metric_value,
    account_name || ' has the ' || license_code || ' license directly, although the group rule of '
    || coalesce(group_names, 'a group') || ' gives it as well.' as reason,
    {{ json_of(['license_code', 'group_names', 'group_rules']) }} as evidence,
    created_at as since_at,
    group_names as detail
from {{ with_thresholds('measured', 'direct_license_shadows_rule', scope='organization') }}
