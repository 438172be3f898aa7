with

waivers as (

    select * from {{ ref('stg_rosters__waivers') }}

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        waivers.*,
        {{ like_pattern('waivers.subject_uid') }} as subject_pattern,
        calendar_days.ends_at as until_at,
        coalesce(waivers.until_date < run_context.as_of_date, false) as is_expired
    from waivers
    cross join run_context
    left join calendar_days on waivers.until_date = calendar_days.calendar_date

)

select * from final
