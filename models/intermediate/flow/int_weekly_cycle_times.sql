with

completed_revisions as (

    select
        revisions.*,
        progress.started_at,
        progress.category_since_at as completed_at,
        progress.earliest_changed_at,
        progress.latest_changed_at,
        progress.active_days,
        progress.wait_days
    from {{ ref('int_revision_weeks') }} as revisions
    inner join {{ ref('int_revision_progress') }} as progress
        on revisions.work_item_id = progress.work_item_id and revisions.rev = progress.rev
    where revisions.state_category = 'Completed' and progress.started_at is not null

),

import_limits as (

    {{ import_limits() }}

),

fields as (

    select
        work_item_id,
        rev,
        created_at
    from {{ ref('stg_azure_devops__work_item_revisions') }}

),

completed_items as (

    select
        completed_revisions.*,
        greatest({{ elapsed_days('completed_revisions.started_at', 'completed_revisions.completed_at') }}, 0)
            as cycle_time_days
    from completed_revisions
    inner join fields
        on completed_revisions.work_item_id = fields.work_item_id and completed_revisions.rev = fields.rev
    left join import_limits on completed_revisions.project_id = import_limits.project_id
    where not {{ is_imported('completed_revisions', 'fields.created_at', 'import_limits') }}

),

-- 13 weeks end in 90 days, and one more may end on the day after them.
weeks as (

    select
        *,
        {{ explode_weeks(
            'from_week',
            "least(until_week, " ~ week_end(dbt.dateadd('day', 98, 'cast(completed_at as date)')) ~ ")"
        ) }} as week_end_date
    from completed_items

),

final as (

    select
        weeks.team_id,
        weeks.type_key,
        weeks.week_end_date,
        count(*) as completed_items,
        percentile_cont(0.5) within group (order by weeks.cycle_time_days) as cycle_time_p50_days,
        percentile_cont(0.85) within group (order by weeks.cycle_time_days) as cycle_time_p85_days,
        percentile_cont(0.95) within group (order by weeks.cycle_time_days) as cycle_time_p95_days,
        cast(sum({{ exact('weeks.active_days') }}) as double)
        / nullif(cast(sum({{ exact('weeks.active_days') }} + {{ exact('weeks.wait_days') }}) as double), 0)
            as flow_efficiency
    from weeks
    inner join {{ ref('stg_run__calendar_days') }} as days on weeks.week_end_date = days.calendar_date
    where {{ elapsed_days('weeks.completed_at', 'days.ends_at') }} <= 90
    group by
        weeks.team_id,
        weeks.type_key,
        weeks.week_end_date

)

select * from final
