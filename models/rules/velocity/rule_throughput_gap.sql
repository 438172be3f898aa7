with

busy_teams as (

    select
        team_id,
        max(case when is_completion then from_date end) as last_completion_date,
        min(case when state_category in ('InProgress', 'Resolved') then from_date end) as first_start_date,
        count(case when until_date is null and state_category = 'InProgress' then 1 end) as in_progress_items,
        {{ sorted_ids("case when until_date is null and state_category = 'InProgress' then work_item_id end") }}
            as in_progress_ids
    from {{ ref('int_requirement_revisions') }}
    group by team_id
    having count(case when until_date is null and state_category = 'InProgress' then 1 end) > 0

),

gaps as (

    select
        busy_teams.*,
        teams.project_id,
        teams.team_name,
        teams.working_days,
        coalesce(busy_teams.last_completion_date, busy_teams.first_start_date) as since_date
    from busy_teams
    inner join {{ ref('int_teams') }} as teams on busy_teams.team_id = teams.team_id

),

days_between as (

    select
        gaps.team_id,
        gaps.working_days,
        {{ explode_days(dbt.dateadd('day', 1, 'gaps.since_date'), 'run_context.as_of_date') }} as date
    from gaps
    cross join {{ ref('stg_run__run_context') }} as run_context

),

idle_days as (

    select
        team_id,
        count(*) as idle_working_days
    from days_between
    where {{ is_day_of_week_in('date', 'working_days') }}
    group by team_id

),

measured as (

    select
        gaps.*,
        coalesce(idle_days.idle_working_days, 0) as idle_working_days
    from gaps
    left join idle_days on gaps.team_id = idle_days.team_id

)

select
    team_id,
    {{ severity_by_threshold('idle_working_days', '>=') }} as severity,
    idle_working_days as metric_value,
    team_name || ' has ' || {{ quantity('in_progress_items', 'item') }}
    || ' in progress and has completed no items in the '
    || {{ quantity('idle_working_days', 'working day') }} || ' since '
    || case when last_completion_date is null then 'its first start on ' else '' end
    || since_date || '.' as reason,
    {{ json_of(['in_progress_items', 'last_completion_date', 'first_start_date']) }} as evidence,
    in_progress_ids as evidence_ids
from {{ with_thresholds('measured', 'throughput_gap') }}
