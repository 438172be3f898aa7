with

domain_names as (

    select
        platform,
        account_uid,
        account_uid_clear,
        lower(trim(username_clear)) as full_name_clear,
        {{ without_domain('lower(trim(username_clear))') }} as name_clear
    from {{ ref('int_platform_accounts') }}
    where {{ is_domain_name('trim(username_clear)') }}

),

-- Without its domain, a name that two domains of a platform have identifies neither account.
unique_names as (

    select
        platform,
        name_clear
    from domain_names
    group by platform, name_clear
    having count(distinct full_name_clear) = 1

),

names as (

    select
        platform,
        account_uid,
        account_uid_clear,
        full_name_clear as key_value_clear
    from domain_names
    union all
    select
        domain_names.platform,
        domain_names.account_uid,
        domain_names.account_uid_clear,
        domain_names.name_clear as key_value_clear
    from domain_names
    inner join unique_names
        on
            domain_names.platform = unique_names.platform
            and domain_names.name_clear = unique_names.name_clear

),

final as (

    select
        platform,
        account_uid,
        account_uid_clear,
        'account_name' as match_method,
        'username' as source_field,
        key_value_clear
    from names

)

select * from final
