with

accounts as (

    select * from {{ ref('int_accounts_in_scope') }}
    where account_status = 'active'

),

people as (

    select * from {{ ref('int_people') }}

),

compared as (

    select
        accounts.*,
        coalesce(people.display_name, people.person_id) as person_name,
        people.end_date,
        people.employment_type,
        people.account_uid as authority_account_uid
    from accounts
    inner join people on accounts.person_id = people.person_id

),

final as (

    select
        platform || '/' || account_uid as subject_uid,
        case when end_date < as_of_date then 'high' end as severity,
        'The time of ' || person_name || ' ended on ' || end_date || ' in ' || authority_platform
        || ', but the account ' || coalesce(username, account_uid) || ' on ' || platform
        || ' is active.' as reason,
        person_name || ' on ' || platform as subject_name,
        {{ json_object({
            "end_date": "end_date",
            "employment_type": "employment_type",
            "match_method": "match_method",
        }) }} as evidence,
        platform,
        account_uid,
        person_id,
        identity_id as owner_id,
        person_name as owner_name,
        account_email as owner_email,
        authority_platform as other_platform,
        authority_account_uid as other_account_uid,
        cast(end_date as timestamp) as since_at,
        employment_type as detail,
        estimated_monthly_cost
    from compared

)

select * from final
