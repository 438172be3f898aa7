with

roster_accounts as (

    select * from {{ ref('stg_rosters__roster_accounts') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

identified as (

    select
        roster_accounts.*,
        coalesce(
            nullif(trim(roster_accounts.person_id), ''), roster_accounts.account_uid
        ) as own_person_id
    from roster_accounts
    inner join run_context on roster_accounts.platform = run_context.authority_platform

),

final as (

    select
        *,
        row_number() over (partition by own_person_id order by line_number) = 1 as is_first_line
    from identified

)

select * from final
