with

blocked_revisions as (

    select
        work_item_id,
        rev
    from {{ ref('int_blocked_revisions') }}

),

open_revisions as (

    select
        revisions.*,
        blocked_revisions.rev is not null as is_blocked
    from {{ ref('int_revision_weeks') }} as revisions
    left join blocked_revisions
        on revisions.work_item_id = blocked_revisions.work_item_id and revisions.rev = blocked_revisions.rev
    where
        revisions.is_open
        and (revisions.state_category in ('InProgress', 'Resolved') or blocked_revisions.rev is not null)

),

weeks as (

    select
        open_revisions.team_id,
        open_revisions.type_key,
        open_revisions.is_blocked,
        case when open_revisions.state_category in ('InProgress', 'Resolved') then progress.started_at end
            as started_at,
        {{ explode_weeks('open_revisions.from_week', 'open_revisions.until_week') }} as week_end_date
    from open_revisions
    inner join {{ ref('int_revision_progress') }} as progress
        on open_revisions.work_item_id = progress.work_item_id and open_revisions.rev = progress.rev

),

ages as (

    select
        weeks.*,
        case
            when weeks.started_at is not null
                then greatest({{ elapsed_days('weeks.started_at', 'days.ends_at') }}, 0)
        end as work_item_age_days
    from weeks
    inner join {{ ref('stg_run__calendar_days') }} as days on weeks.week_end_date = days.calendar_date

),

final as (

    select
        team_id,
        type_key,
        week_end_date,
        count(case when is_blocked then 1 end) as blocked_items,
        count(work_item_age_days) as started_items,
        percentile_cont(0.85) within group (order by work_item_age_days) as wip_age_p85_days
    from ages
    group by
        team_id,
        type_key,
        week_end_date

)

select * from final
