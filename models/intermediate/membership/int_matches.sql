with

account_keys as (

    select * from {{ ref('int_account_keys') }}
    union all
    select * from {{ ref('int_account_names') }}

),

person_keys as (

    select * from {{ ref('int_person_keys') }}

),

denied as (

    select * from {{ ref('stg_rosters__manual_links') }}
    where not is_same

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

match_methods as (

    select listed.*
    from (
        values
        ('manual', 'manual', 1, 1.0),
        ('entra_object_id', 'entra_object_id', 2, 0.99),
        ('employee_number', 'employee_number', 3, 0.98),
        ('email', 'email', 4, 0.95),
        ('verified_email', 'email', 5, 0.95),
        ('normalized_email', 'normalized_email', 6, 0.9),
        ('guest_name', 'normalized_email', 7, 0.9),
        ('account_name', 'account_name', 8, 0.85)
    ) as listed (match_method, person_method, step, match_confidence)

),

matches as (

    select
        account_keys.platform,
        account_keys.account_uid,
        match_methods.match_method,
        match_methods.match_confidence,
        match_methods.step,
        person_keys.person_id,
        {{ pseudonym('account_keys.key_value_clear') }} || ' is ' || person_keys.source_field || ' and '
        || account_keys.platform || ' ' || account_keys.source_field as match_evidence,
        min(match_methods.step) over (
            partition by account_keys.platform, account_keys.account_uid
        ) as first_step
    from account_keys
    inner join run_context on account_keys.platform <> run_context.authority_platform
    inner join match_methods on account_keys.match_method = match_methods.match_method
    inner join person_keys
        on
            match_methods.person_method = person_keys.match_method
            and account_keys.key_value_clear = person_keys.key_value_clear
    left join denied
        on
            lower(account_keys.platform) = denied.platform_key
            and account_keys.account_uid_clear = denied.account_uid_clear
            and person_keys.person_id_clear = denied.person_id_clear
    where denied.person_id_clear is null

),

-- If an account's addresses match two people, its verified addresses may still match only one.
unique_matches as (

    select
        platform,
        account_uid,
        match_method,
        match_confidence,
        step,
        min(person_id) as person_id,
        min(match_evidence) as match_evidence
    from matches
    where step = first_step or (first_step = 4 and match_method = 'verified_email')
    group by platform, account_uid, match_method, match_confidence, step
    having count(distinct person_id) = 1

),

final as (

    select
        platform,
        account_uid,
        person_id,
        match_method,
        cast(match_confidence as double) as match_confidence,
        match_evidence
    from unique_matches
    qualify row_number() over (partition by platform, account_uid order by step) = 1
    union all
    select
        roster_accounts.platform,
        roster_accounts.account_uid,
        roster_accounts.own_person_id as person_id,
        'authority' as match_method,
        cast(1 as double) as match_confidence,
        'row of the authority roster' as match_evidence
    from {{ ref('stg_rosters__roster_accounts') }} as roster_accounts
    inner join run_context on roster_accounts.platform = run_context.authority_platform

)

select * from final
