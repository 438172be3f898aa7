with

authority_accounts as (

    select
        accounts.platform,
        accounts.own_person_id as person_id,
        accounts.own_person_id_clear as person_id_clear,
        accounts.entra_object_id,
        accounts.employee_number_clear,
        accounts.email_clear as email_primary_clear,
        accounts.username_clear,
        accounts.other_emails_clear,
        accounts.verified_emails_clear
    from {{ ref('stg_rosters__roster_accounts') }} as accounts
    inner join {{ ref('stg_run__run_context') }} as run_context
        on accounts.platform = run_context.authority_platform

),

domain_aliases as (

    select * from {{ ref('stg_rosters__domain_aliases') }}

),

account_values as (

    {{ own_keys('authority_accounts', 'platform, person_id, person_id_clear') }}

),

own_keys as (

    select
        platform,
        person_id,
        person_id_clear,
        match_method,
        source_field,
        trim(key_value_clear) as key_value_clear
    from account_values
    where trim(key_value_clear) <> ''

),

addresses as (

    select
        platform,
        person_id,
        person_id_clear,
        'normalized_email' as match_method,
        source_field,
        key_value_clear
    from own_keys
    where match_method = 'email'

),

account_names as (

    select
        platform,
        person_id,
        person_id_clear,
        'account_name' as match_method,
        'username' as source_field,
        lower(trim(username_clear)) as key_value_clear
    from authority_accounts
    where trim(username_clear) <> '' and username_clear not like '%@%'

),

keys as (

    select
        platform,
        person_id,
        person_id_clear,
        'manual' as match_method,
        'person_id' as source_field,
        person_id_clear as key_value_clear
    from authority_accounts
    union all
    select * from own_keys
    union all
    select * from account_names
    union all
    {{ normalized_keys('addresses', 'domain_aliases', 'platform, person_id, person_id_clear') }}

),

-- A value of two people identifies neither of them.
final as (

    select
        match_method,
        key_value_clear,
        min(person_id) as person_id,
        min(person_id_clear) as person_id_clear,
        min(platform || ' ' || source_field) as source_field
    from keys
    group by match_method, key_value_clear
    having count(distinct person_id_clear) = 1

)

select * from final
