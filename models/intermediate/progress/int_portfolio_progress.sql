with

work_items as (

    select * from {{ ref('int_work_items') }}
    where not is_deleted and state_category <> 'Removed'

),

portfolio_items as (

    select * from work_items
    where is_selected and backlog_level = 'portfolio'

),

-- An item is counted once, however many links lead to it.
descendants as (

    select
        links.ancestor_id,
        requirements.*
    from {{ ref('int_descendants') }} as links
    inner join {{ ref('int_snapshots') }} as snapshots
        on snapshots.is_present and links.last_snapshot = snapshots.snapshot_number
    inner join work_items as requirements on links.descendant_id = requirements.work_item_id
    where requirements.backlog_level = 'requirement'

),

totals as (

    select
        ancestor_id,
        count(*) as total_items,
        count(case when state_category = 'Completed' then 1 end) as completed_items,
        count(case when state_category in ('InProgress', 'Resolved') then 1 end) as in_progress_items,
        cast(sum({{ exact('effort') }}) as double) as total_effort,
        cast(sum(case when state_category = 'Completed' then {{ exact('effort') }} end) as double) as completed_effort,
        min(started_at) as started_at,
        max(case when state_category = 'Completed' then category_since_at end) as last_completed_at,
        count(distinct team_id) as teams
    from descendants
    group by ancestor_id

),

counted as (

    select
        portfolio_items.*,
        coalesce(totals.total_items, 0) as total_items,
        coalesce(totals.completed_items, 0) as completed_items,
        coalesce(totals.in_progress_items, 0) as in_progress_items,
        coalesce(totals.total_effort, 0) as total_effort,
        coalesce(totals.completed_effort, 0) as completed_effort,
        totals.started_at as descendants_started_at,
        totals.last_completed_at,
        coalesce(totals.teams, 0) as teams
    from portfolio_items
    left join totals on portfolio_items.work_item_id = totals.ancestor_id

),

final as (

    select
        counted.work_item_id,
        counted.project_id,
        counted.project_name,
        counted.team_id,
        counted.team_name,
        counted.work_item_type,
        counted.title,
        counted.state,
        counted.state_category,
        counted.is_open,
        counted.is_hidden_type,
        counted.total_items,
        counted.completed_items,
        counted.in_progress_items,
        counted.total_items - counted.completed_items - counted.in_progress_items as not_started_items,
        counted.total_items - counted.completed_items as remaining_items,
        counted.total_effort,
        counted.completed_effort,
        100.0 * counted.completed_items / nullif(counted.total_items, 0) as percent_complete,
        counted.descendants_started_at as started_at,
        counted.last_completed_at,
        counted.teams,
        {{ local_date('counted.target_at', 'target_days') }} as target_date,
        counted.state_category = 'Completed' as is_done,
        counted.url,
        counted.segment_scope_id
    from counted
    left join {{ ref('stg_run__calendar_days') }} as target_days
        on cast(counted.target_at as date) = target_days.calendar_date

)

select * from final
