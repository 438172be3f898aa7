with

days_off as (

    select distinct
        team_id,
        {{ explode_days('start_date', dbt.dateadd('day', 1, 'end_date')) }} as date
    from {{ ref('stg_azure_devops__team_days_off') }}

),

weekdays as (

    select
        teams.team_id,
        days.calendar_date as date
    from {{ ref('stg_run__calendar_days') }} as days
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('int_teams') }} as teams
        on {{ is_day_of_week_in('days.calendar_date', 'teams.working_days') }}
    where
        days.calendar_date >= {{ dbt.dateadd('day', -470, 'run_context.as_of_date') }}
        and days.calendar_date <= {{ dbt.dateadd('day', 740, 'run_context.as_of_date') }}

),

final as (

    select
        weekdays.team_id,
        weekdays.date
    from weekdays
    left join days_off
        on weekdays.team_id = days_off.team_id and weekdays.date = days_off.date
    where days_off.team_id is null

)

select * from final
