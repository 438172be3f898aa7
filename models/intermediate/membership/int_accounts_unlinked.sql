with

united as (

    select * from {{ ref('int_accounts_united') }}

),

account_persons as (

    select * from {{ ref('int_accounts_with_person') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select united.*
    from united
    inner join run_context on united.platform <> run_context.authority_platform
    left join account_persons
        on
            united.platform = account_persons.platform
            and united.account_uid = account_persons.account_uid
    where
        account_persons.person_id is null
        and united.account_type = 'human'
        and united.account_status <> 'deprovisioned'
)

select * from final
