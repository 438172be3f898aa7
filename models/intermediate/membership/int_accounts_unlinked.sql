with

accounts as (

    select * from {{ ref('accounts') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select accounts.*
    from accounts
    inner join run_context on accounts.platform <> run_context.authority_platform
    where
        accounts.person_id is null
        and accounts.account_type = 'human'
        and accounts.account_status <> 'deprovisioned'
)

select * from final
