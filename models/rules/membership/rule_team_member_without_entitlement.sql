with

memberships as (

    select
        team_members.account_uid,
        count(*) as team_count,
        {{ sorted_ids('team_members.team_id') }} as team_ids,
        {{ sorted_ids('teams.team_name') }} as team_names
    from {{ ref('int_team_members') }} as team_members
    inner join {{ ref('int_teams') }} as teams on team_members.team_id = teams.team_id
    group by team_members.account_uid

),

measured as (

    select
        accounts.*,
        memberships.team_count,
        memberships.team_ids,
        memberships.team_names
    from {{ ref('int_accounts_in_scope') }} as accounts
    inner join memberships on accounts.account_uid = memberships.account_uid
    where accounts.platform = 'azure_devops' and accounts.account_type = 'human'

)

select
    platform,
    account_uid,
    case when account_status <> 'active' and not {{ is_in_grace() }} then 'medium' end as severity,
    team_count as metric_value,
    account_name || ' is a member of ' || team_names
    || case account_status
        when 'unknown' then ' but has no entitlement.'
        else ' but has an entitlement that is ' || account_status || '.'
    end as reason,
    {{ json_object({"account_status": "account_status", "teams": "team_names"}) }} as evidence,
    team_ids as evidence_ids,
    account_status as detail
from {{ with_thresholds('measured', 'team_member_without_entitlement', scope='organization') }}
