with

expected as (

    select * from {{ ref('int_people_expected') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

accounts_of_people as (

    select
        platform,
        person_id,
        count(case when account_status = 'active' then 1 end) as active_accounts,
        count(*) as account_count
    from accounts
    where person_id is not null
    group by platform, person_id

),

final as (

    select
        expected.person_id || '/' || expected.platform as subject_uid,
        case when coalesce(accounts_of_people.active_accounts, 0) = 0 then 'low' end as severity,
        expected.person_name || ' is expected on ' || expected.platform
        || ', but has no active account there'
        || coalesce(' (not active: ' || accounts_of_people.account_count || ').', '.') as reason,
        expected.person_name || ' on ' || expected.platform as subject_name,
        {{ json_object({
            "department": "expected.department",
            "employment_type": "expected.employment_type",
            "account_count": "coalesce(accounts_of_people.account_count, 0)",
        }) }} as evidence,
        expected.platform,
        expected.person_id,
        expected.person_name as owner_name,
        expected.email as owner_email,
        run_context.authority_platform as other_platform,
        expected.account_uid as other_account_uid,
        cast(expected.start_date as timestamp) as since_at,
        expected.department as detail
    from expected
    cross join run_context
    left join accounts_of_people
        on
            expected.platform = accounts_of_people.platform
            and expected.person_id = accounts_of_people.person_id

)

select * from final
