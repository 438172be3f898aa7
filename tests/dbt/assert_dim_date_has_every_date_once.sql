-- Dates without a gap, from the first of `flow_daily`, with all dates of the tables per day.
with

bounds as (

    select
        min(date) as first_date,
        max(date) as last_date,
        count(*) as dates,
        {{ dbt.datediff('min(date)', 'max(date)', 'day') }} + 1 as days
    from {{ ref('dim_date') }}

)

select
    bounds.first_date as date,
    'a date is missing' as problem
from bounds
where bounds.dates <> bounds.days
union all
select
    flow.date,
    'not in dim_date' as problem
from (select distinct date from {{ ref('flow_daily') }}) as flow
left join {{ ref('dim_date') }} as dim_date on flow.date = dim_date.date
where dim_date.date is null
