with

entitled as (

    select * from {{ ref('int_accounts_entitled') }}

),

unentitled as (

    select * from {{ ref('int_accounts_unentitled') }}

),

administrators as (

    select account_uid
    from {{ ref('stg_azure_devops__user_entitlement_projects') }}
    where lower(group_type) = 'projectadministrator'
    group by account_uid

),

united as (

    select * from entitled
    union all
    select * from unentitled

),

final as (

    select
        united.account_uid,
        united.username,
        united.email_primary,
        united.display_name,
        united.account_status,
        united.account_type,
        united.is_guest_by_type
        or coalesce(upper(united.username) like '%#EXT#%', false) as is_guest,
        administrators.account_uid is not null as is_admin,
        united.is_deleted_in_origin,
        united.license_code,
        united.is_license_paid,
        united.entra_object_id,
        united.created_at,
        united.last_sign_in_at
    from united
    left join administrators on united.account_uid = administrators.account_uid

)

select * from final
