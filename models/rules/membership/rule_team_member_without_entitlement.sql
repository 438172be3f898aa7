with

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'team_member_without_entitlement' and scope_id = 'organization'

),

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where platform = 'azure_devops' and account_type = 'human'

),

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

final as (

    select
        accounts.platform || '/' || accounts.account_uid as subject_uid,
        case
            when
                accounts.account_status <> 'active'
                and not {{ is_in_grace('accounts.created_at', 'accounts.as_of', 'rule.grace_days') }}
                then 'medium'
        end as severity,
        accounts.account_name || ' is a member of ' || memberships.team_names
        || case accounts.account_status
            when 'unknown' then ', but has no entitlement.'
            else ', but the entitlement is ' || accounts.account_status || '.'
        end as reason,
        accounts.account_name as subject_name,
        memberships.team_count as metric_value,
        {{ json_object({
            "account_status": "accounts.account_status",
            "teams": "memberships.team_names",
        }) }} as evidence,
        memberships.team_ids as evidence_ids,
        accounts.platform,
        accounts.account_uid,
        accounts.person_id,
        accounts.identity_id as owner_id,
        accounts.account_name as owner_name,
        accounts.account_email as owner_email,
        accounts.account_status as detail
    from accounts
    cross join rule
    inner join memberships on accounts.account_uid = memberships.account_uid

)

select * from final
