with

accounts as (

    select
        accounts.*,
        {{ person_name('people') }} as person_name,
        people.end_date,
        people.employment_type,
        people.account_uid as authority_account_uid
    from {{ ref('int_accounts_in_scope') }} as accounts
    inner join {{ ref('int_people') }} as people on accounts.person_id = people.person_id
    where accounts.account_status = 'active'

)

select
    platform,
    account_uid,
    case when end_date < as_of_date then 'high' end as severity,
    'The end date of ' || person_name || ' in ' || authority_platform || ' was ' || end_date
    || ', but the account ' || coalesce(username, account_uid) || ' on ' || platform || ' is still active.' as reason,
    {{ json_of(['end_date', 'employment_type', 'match_method']) }} as evidence,
    person_name || ' on ' || platform as subject_name,
    person_name as owner_name,
    account_email as owner_email,
    authority_platform as other_platform,
    authority_account_uid as other_account_uid,
    cast(end_date as timestamp) as since_at,
    employment_type as detail,
    estimated_monthly_cost
from accounts
