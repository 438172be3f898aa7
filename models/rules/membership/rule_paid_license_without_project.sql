with

members as (

    select
        account_uid,
        count(*) as project_count
    from {{ ref('int_project_members') }}
    group by account_uid

),

measured as (

    select
        accounts.*,
        coalesce(members.project_count, 0) as project_count
    from {{ ref('int_accounts_in_scope') }} as accounts
    left join members on accounts.account_uid = members.account_uid
    where accounts.platform = 'azure_devops' and accounts.is_license_paid

)

select
    platform,
    account_uid,
    case when project_count = 0 and not {{ is_in_grace() }} then 'low' end as severity,
    account_name || ' has a paid ' || license_code || ' license but is not a member of any project.' as reason,
    {{ json_of(['license_code', 'project_count']) }} as evidence,
    created_at as since_at,
    license_code as detail,
    estimated_monthly_cost
from {{ with_thresholds('measured', 'paid_license_without_project', scope='organization') }}
