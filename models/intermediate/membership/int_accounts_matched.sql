with

account_keys as (

    select * from {{ ref('int_account_keys') }}

),

person_keys as (

    select * from {{ ref('int_person_keys') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

match_methods as (

    select listed.*
    from (
        values
        ('manual', 1, 1.0),
        ('entra_object_id', 2, 0.99),
        ('employee_number', 3, 0.98),
        ('email', 4, 0.95)
    ) as listed (match_method, step, match_confidence)

),

matches as (

    select
        account_keys.platform,
        account_keys.account_uid,
        match_methods.match_method,
        match_methods.match_confidence,
        match_methods.step,
        person_keys.person_id,
        account_keys.key_value || ' is ' || person_keys.place || ' and '
        || account_keys.platform || ' ' || account_keys.place as evidence,
        min(match_methods.step) over (
            partition by account_keys.platform, account_keys.account_uid
        ) as first_step
    from account_keys
    inner join run_context on account_keys.platform <> run_context.authority_platform
    inner join match_methods on account_keys.match_method = match_methods.match_method
    inner join person_keys
        on
            account_keys.match_method = person_keys.match_method
            and account_keys.key_value = person_keys.key_value

),

final as (

    select
        platform,
        account_uid,
        match_method,
        cast(match_confidence as double) as match_confidence,
        min(person_id) as person_id,
        min(evidence) as match_evidence
    from matches
    where step = first_step
    group by platform, account_uid, match_method, match_confidence
    having count(distinct person_id) = 1

)

select * from final
