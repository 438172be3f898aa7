with

source as (

    select * from {{ source('raw', 'identities') }}

),

final as (

    select
        lower(id) as identity_id,
        subject_descriptor,
        {{ pseudonym('display_name') }} as display_name,
        display_name as display_name_clear,
        is_active,
        is_container,
        {{ pseudonym('mail') }} as mail,
        mail as mail_clear,
        {{ pseudonym('account') }} as account_name,
        account as account_name_clear,
        {{ is_external_name('directory_alias') }} as is_guest_by_directory,
        domain as directory_domain
    from source

)

select * from final
