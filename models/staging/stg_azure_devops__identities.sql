with

source as (

    select * from {{ source('raw', 'identities') }}

),

final as (

    select
        lower(id) as identity_id,
        descriptor,
        subject_descriptor,
        display_name,
        is_active,
        is_container,
        mail,
        account as account_name,
        domain as directory_domain
    from source

)

select * from final
