with

accounts as (

    select accounts.*
    from {{ ref('int_platform_accounts') }} as accounts
    inner join {{ ref('stg_run__run_context') }} as run_context
        on accounts.platform <> run_context.authority_platform
    left join {{ ref('int_matches') }} as matches
        on accounts.platform = matches.platform and accounts.account_uid = matches.account_uid
    where
        matches.person_id is null
        and accounts.account_type = 'human'
        and accounts.account_status <> 'deprovisioned'

),

account_addresses as (

    select account_keys.*
    from {{ ref('int_account_keys') }} as account_keys
    inner join accounts
        on
            account_keys.platform = accounts.platform
            and account_keys.account_uid_clear = accounts.account_uid_clear
    where account_keys.match_method in ('normalized_email', 'guest_name')

),

people as (

    select * from {{ ref('int_people') }}

),

person_addresses as (

    select * from {{ ref('int_person_keys') }}
    where match_method = 'normalized_email'

),

names as (

    {{ terms_of_account('accounts', 'display name', 'display_name_clear') }}
    union all
    {{ terms_of_account('accounts', 'user name', local_part_of(without_domain('username_clear'))) }}
    union all
    -- GitHub's login form for enterprise managed users
    {{ terms_of_account('accounts', 'stem of the user name', stem_of_login('username_clear')) }}
    union all
    {{ terms_of_account('account_addresses', 'address', local_part_of(mailbox_of('key_value_clear'))) }}
    union all
    {{ terms_of_person('people', 'display name', 'display_name_clear') }}
    union all
    {{ terms_of_person('person_addresses', 'address', local_part_of(mailbox_of('key_value_clear'))) }}

),

addresses as (

    {{ terms_of_account('account_addresses', 'address', 'key_value_clear') }}
    union all
    {{ terms_of_person('person_addresses', 'address', 'key_value_clear') }}

),

final as (

    select
        *,
        'words' as term_type,
        {{ folded_words('original_clear') }} as term_clear
    from names
    where original_clear is not null
    union
    select
        *,
        'mailbox' as term_type,
        {{ mailbox_of('original_clear') }} as term_clear
    from addresses

)

select * from final
where term_type = 'mailbox' or length(term_clear) >= 4
