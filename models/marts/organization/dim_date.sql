with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

flow as (

    select min(date) as first_date
    from {{ ref('int_flow_daily') }}

),

iterations as (

    select max(iterations.finish_date) as last_date
    from {{ ref('int_iterations') }} as iterations
    inner join {{ ref('int_projects') }} as projects on iterations.project_id = projects.project_id
    where projects.is_selected

),

dates as (

    select
        days.calendar_date as date,
        cast({{ dbt.datediff('days.calendar_date', 'run_context.as_of_date', 'day') }} as integer) as days_before_as_of,
        run_context.organization,
        run_context.as_of
    from {{ ref('stg_run__calendar_days') }} as days
    cross join run_context
    cross join flow
    cross join iterations
    where
        (days.calendar_date >= flow.first_date or days.calendar_date >= run_context.as_of_date)
        and (days.calendar_date <= iterations.last_date or days.calendar_date <= run_context.as_of_date)

),

final as (

    select
        date,
        cast({{ dbt.date_trunc('week', 'date') }} as date) as week_start_date,
        cast({{ dbt.date_trunc('month', 'date') }} as date) as month_start_date,
        cast(extract(year from date) as integer) as year,
        cast(extract(quarter from date) as integer) as quarter,
        {{ iso_part('year', 'date') }} as iso_year,
        {{ iso_part('week', 'date') }} as iso_week,
        {{ iso_part('weekday', 'date') }} as iso_weekday,
        {{ iso_part('weekday', 'date') }} <= 5 as is_weekday,
        days_before_as_of < 0 as is_future,
        days_before_as_of,
        days_before_as_of between 0 and 29 as is_last_30_days,
        days_before_as_of between 0 and 89 as is_last_90_days,
        organization,
        as_of
    from dates

)

select * from final
