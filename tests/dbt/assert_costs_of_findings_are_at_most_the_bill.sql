-- The open and suppressed findings of an account cost at most its license, so all of them at most the bill.
with

finding_costs as (

    select
        subject_uid,
        sum(estimated_monthly_cost) as finding_cost
    from {{ ref('findings') }}
    where status <> 'resolved' and estimated_monthly_cost is not null
    group by subject_uid

),

bill as (

    select
        platform || '/' || account_uid as subject_uid,
        estimated_monthly_cost
    from {{ ref('accounts') }}

)

select finding_costs.*
from finding_costs
left join bill on finding_costs.subject_uid = bill.subject_uid
where finding_costs.finding_cost > coalesce(bill.estimated_monthly_cost, 0)
