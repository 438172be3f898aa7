with

group_rules as (

    select
        group_entitlements.*,
        run_context.organization,
        coalesce(group_entitlements.display_name, group_entitlements.group_uid) as group_name,
        lower(group_entitlements.rule_status) in ('incompatible', 'unabletoapply') as is_failing
    from {{ ref('stg_azure_devops__group_entitlements') }} as group_entitlements
    cross join {{ ref('stg_run__run_context') }} as run_context

)

select
    organization,
    group_uid as resource,
    'azure_devops' as platform,
    case when is_failing then 'medium' end as severity,
    'The group rule of ' || group_name || ' for the license ' || coalesce(license_code, 'none') || ' has status '
    || rule_status || ', so its members may lack the license.' as reason,
    {{ json_of(['license_code', 'rule_status', 'executed_at']) }} as evidence,
    group_uid as evidence_ids,
    group_name as subject_name,
    executed_at as since_at,
    rule_status as detail
from group_rules
