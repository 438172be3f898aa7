with

accounts as (

    select * from {{ ref('int_accounts') }}
    where is_roster_complete

),

people as (

    select * from {{ ref('int_people') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

compared as (

    select
        accounts.*,
        coalesce(accounts.username, accounts.account_uid) as account_name,
        coalesce(people.display_name, people.person_id) as person_name,
        people.end_date,
        people.account_uid as authority_account_uid,
        run_context.authority_platform,
        case
            when people.employment_status = 'terminated' then 'terminated'
            when people.account_status in ('suspended', 'deprovisioned') then people.account_status
        end as departure
    from accounts
    cross join run_context
    inner join people on accounts.person_id = people.person_id
    where accounts.platform <> run_context.authority_platform

),

final as (

    select
        platform || '/' || account_uid as subject_uid,
        case
            when departure is null or account_status <> 'active' then null
            when is_admin then 'critical'
            else 'high'
        end as severity,
        person_name || ' is ' || departure || ' in ' || authority_platform
        || coalesce(' since ' || end_date, '') || ', but the '
        || case when is_admin then 'administrator ' else '' end || 'account ' || account_name
        || ' on ' || platform || ' is active.' as reason,
        person_name || ' on ' || platform as subject_name,
        {{ json_object({
            "departure": "departure",
            "end_date": "end_date",
            "is_admin": "is_admin",
            "match_method": "match_method",
        }) }} as evidence,
        platform,
        account_uid,
        person_id,
        case when platform = 'azure_devops' then account_uid end as owner_id,
        person_name as owner_name,
        email_primary as owner_email,
        authority_platform as other_platform,
        authority_account_uid as other_account_uid,
        cast(end_date as timestamp) as since_at,
        departure as detail,
        estimated_monthly_cost
    from compared

)

select * from final
