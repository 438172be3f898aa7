with

unlinked as (

    select
        *,
        {{ local_part_of('username') }} as login,
        -- as GitHub names the accounts of an enterprise
        case when username like '%\_%' escape '\' then {{ replace_pattern('username', '_[^_]*$', "''") }} end
            as login_stem
    from {{ ref('int_accounts_unlinked') }}

),

addresses as (

    select
        *,
        {{ local_part_of(mailbox_of('address')) }} as mailbox
    from {{ ref('int_account_addresses') }}

),

final as (

    {{ words_from('unlinked', 'platform, account_uid', 'display name', 'display_name') }}
    union
    {{ words_from('unlinked', 'platform, account_uid', 'user name', 'login') }}
    union
    {{ words_from('unlinked', 'platform, account_uid', 'stem of the user name', 'login_stem') }}
    union
    {{ words_from('addresses', 'platform, account_uid', 'address', 'mailbox') }}

)

select * from final
where length(words) >= 4
