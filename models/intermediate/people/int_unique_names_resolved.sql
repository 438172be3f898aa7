with

known as (

    select
        lower(principal_name) as unique_name_key,
        account_uid as identity_id
    from {{ ref('stg_azure_devops__user_entitlements') }}
    union
    select
        lower(unique_name) as unique_name_key,
        identity_id
    from {{ ref('stg_azure_devops__team_members') }}
    union
    select
        lower(unique_name) as unique_name_key,
        identity_id
    from {{ ref('int_identity_names') }}

),

-- A name that two identities have tells neither of them.
final as (

    select
        unique_name_key,
        min(identity_id) as identity_id
    from known
    where unique_name_key is not null
    group by unique_name_key
    having count(distinct identity_id) = 1

)

select * from final
