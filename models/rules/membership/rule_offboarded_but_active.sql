with

accounts as (

    select
        accounts.*,
        {{ person_name('people') }} as person_name,
        people.end_date,
        people.account_uid as authority_account_uid,
        run_context.authority_platform,
        case
            when people.employment_status = 'terminated' then 'terminated'
            when people.account_status in ('suspended', 'deprovisioned') then people.account_status
        end as departure
    from {{ ref('int_accounts') }} as accounts
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('int_people') }} as people on accounts.person_id = people.person_id
    where accounts.is_roster_complete and accounts.platform <> run_context.authority_platform

)

select
    platform,
    account_uid,
    case
        when departure is null or account_status <> 'active' then null
        when is_admin then 'critical'
        else 'high'
    end as severity,
    person_name || ' is ' || departure || ' in ' || authority_platform || coalesce(' (end date ' || end_date || ')', '')
    || ', but the ' || case when is_admin then 'administrator ' else '' end || 'account '
    || coalesce(username, account_uid) || ' on ' || platform || ' is still active.' as reason,
    {{ json_of(['departure', 'end_date', 'is_admin', 'match_method']) }} as evidence,
    person_name || ' on ' || platform as subject_name,
    person_name as owner_name,
    email_primary as owner_email,
    authority_platform as other_platform,
    authority_account_uid as other_account_uid,
    cast(end_date as timestamp) as since_at,
    departure as detail,
    estimated_monthly_cost
from accounts
