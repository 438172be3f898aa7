with

accounts_of_people as (

    select
        platform,
        person_id,
        count(case when account_status = 'active' then 1 end) as active_accounts,
        count(*) as account_count
    from {{ ref('int_accounts') }}
    where person_id is not null
    group by platform, person_id

),

expected as (

    select
        expected.*,
        accounts_of_people.account_count as known_accounts,
        coalesce(accounts_of_people.account_count, 0) as account_count,
        coalesce(accounts_of_people.active_accounts, 0) as active_accounts
    from {{ ref('int_people_expected') }} as expected
    left join accounts_of_people
        on
            expected.platform = accounts_of_people.platform
            and expected.person_id = accounts_of_people.person_id

)

select
    person_id,
    platform,
    case when active_accounts = 0 then 'low' end as severity,
    person_name || ' is expected on ' || platform || ', but has no active account there'
    || coalesce(' (' || {{ quantity('known_accounts', 'account') }} || ' with another status).', '.') as reason,
    {{ json_of(['department', 'employment_type', 'account_count']) }} as evidence,
    cast(start_date as timestamp) as since_at,
    department as detail
from expected
