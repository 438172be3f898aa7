with

-- Without a roster that was read, the number of paid accounts is unknown and not 0.
totals as (

    select
        run_context.as_of_date as date,
        '' as project_id,
        '' as team_id,
        case
            when count(accounts.roster_loaded_at) > 0 then count(case when accounts.is_license_paid then 1 end)
        end as paid_accounts
    from {{ ref('stg_run__run_context') }} as run_context
    left join {{ ref('int_accounts') }} as accounts on run_context.as_of = accounts.as_of
    group by run_context.as_of_date

),

final as (

    {{ metric_rows('totals', {'paid_accounts': 'paid_accounts'}) }}

)

select * from final
