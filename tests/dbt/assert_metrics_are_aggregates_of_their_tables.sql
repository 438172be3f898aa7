-- Each metric, computed again from the published table that `metric_catalogue` names; a team without rows there has 0.
with

requirements as (

    select cycle_times.*
    from {{ ref('cycle_times') }} as cycle_times
    inner join {{ ref('work_items') }} as work_items on cycle_times.work_item_id = work_items.work_item_id
    where work_items.backlog_level = 'requirement'

),

expected as (

    {{ totals_of(ref('velocity') ~ " where timeframe = 'past'", 'finish_date', 'project_id', 'team_id', {
        'planned_items': 'sum(planned_items)',
        'planned_effort': 'sum(planned_effort)',
        'velocity_completed_items': 'sum(completed_items)',
        'velocity_completed_effort': 'sum(completed_effort)',
        'unfinished_items': 'sum(incomplete_items + completed_late_items)',
        'scope_change_ratio': 'sum(scope_change_ratio * planned_items) / sum(planned_items)',
    }) }}
    union all
    {{ totals_of(ref('flow_daily'), 'date', 'project_id', 'team_id', {
        'throughput': 'sum(throughput)',
        'arrivals': 'sum(arrivals)',
        'departures': 'sum(departures)',
        'wip': 'sum(in_progress_items + resolved_items)',
    }) }}
    union all
    {{ totals_of(ref('flow_history'), 'week_end_date', 'project_id', 'team_id', {
        'blocked_items': 'sum(blocked_items)',
    }) }}
    union all
    {{ totals_of('requirements', 'completed_date', 'project_id', 'team_id', {
        'completed_items': 'count(*)',
    }) }}
    union all
    {{ totals_of(ref('backlog_aging'), 'null', 'project_id', 'team_id', {
        'open_items': 'count(*)',
        'aging_share': "avg(case when aging_band = 'fresh' then 0.0 else 1.0 end)",
    }) }}
    union all
    {{ totals_of(ref('portfolio_progress'), 'null', 'project_id', 'team_id', {
        'completed_portfolio_items': 'count(case when is_done then 1 end)',
        'portfolio_percent_complete': 'avg(case when not is_done then percent_complete end) / 100',
    }) }}
    union all
    {{ totals_of(ref('dependency_links'), 'null', 'successor_project_id', 'successor_team_id', {
        'late_dependencies': 'count(case when is_late and is_successor_open and not is_satisfied then 1 end)',
    }) }}
    union all
    {{ totals_of(ref('findings') ~ " where status in ('new', 'in_progress')", 'null', 'project_id', 'team_id', {
        'open_findings': 'count(*)',
        'severe_findings': 'count(case when severity_id >= 4 then 1 end)',
    }) }}
    union all
    {{ totals_of(ref('membership_gaps'), 'null', "''", "''", {
        'monthly_gap_cost': 'coalesce(sum(estimated_monthly_cost), 0)',
    }) }}
    union all
    {{ totals_of(ref('accounts') ~ ' where is_license_paid', 'null', "''", "''", {'paid_accounts': 'count(*)'}) }}

),

compared_metrics as (

    select distinct metric_id from expected

),

found as (

    select metrics.*
    from {{ ref('metrics') }} as metrics
    inner join compared_metrics on metrics.metric_id = compared_metrics.metric_id

),

-- The date of a metric of `as_of` is not in its table.
compared as (

    select
        expected.*,
        found.metric_id as found_id,
        found.value as found
    from found
    full outer join expected
        on
            found.metric_id = expected.metric_id
            and found.project_id = expected.project_id
            and found.team_id = expected.team_id
            and (expected.date is null or found.date = expected.date)

)

select * from compared
where abs(coalesce(found, 0) - coalesce(value, 0)) > 0.000001
