with

authority_accounts as (

    select accounts.*
    from {{ ref('stg_rosters__roster_accounts') }} as accounts
    inner join {{ ref('stg_run__run_context') }} as run_context
        on accounts.platform = run_context.authority_platform

),

final as (

    select
        own_person_id as person_id,
        own_person_id_clear as person_id_clear,
        display_name,
        display_name_clear,
        email,
        employee_number,
        employment_status,
        employment_type,
        department,
        manager,
        manager_clear,
        start_date,
        end_date,
        account_uid,
        account_status,
        other_columns_clear
    from authority_accounts
    -- if several lines have the same person, the first is used
    qualify row_number() over (partition by own_person_id_clear order by line_number) = 1

)

select * from final
