with

flow_daily as (

    select
        flow_daily.*,
        {{ dbt.datediff('flow_daily.date', 'run_context.as_of_date', 'day') }} as days_ago
    from {{ ref('int_flow_daily') }} as flow_daily
    cross join {{ ref('stg_run__run_context') }} as run_context

),

items_in_progress as (

    select
        revisions.team_id,
        {{ sorted_ids('revisions.work_item_id') }} as work_item_ids
    from {{ ref('int_requirement_revisions') }} as revisions
    cross join {{ ref('stg_run__run_context') }} as run_context
    where
        revisions.state_category in ('InProgress', 'Resolved')
        and revisions.is_valid_at_day_end
        and revisions.from_date < run_context.as_of_date
        and coalesce(revisions.until_date >= run_context.as_of_date, true)
    group by revisions.team_id

),

-- The window ends yesterday, the last full day. The baseline is the work in progress on the day before the window.
counted as (

    select
        project_id,
        team_id,
        team_name,
        sum(case when days_ago <= window_size then arrivals else 0 end) as arrivals,
        sum(case when days_ago <= window_size then departures else 0 end) as departures,
        sum(case when days_ago > window_size then wip else 0 end) as wip_before,
        sum(case when days_ago = 1 then wip else 0 end) as wip_after
    from {{ with_thresholds('flow_daily', 'more_started_than_finished') }}
    where days_ago between 1 and window_size + 1
    group by
        project_id,
        team_id,
        team_name

),

measured as (

    select
        counted.*,
        counted.wip_after - counted.wip_before as wip_growth,
        items_in_progress.work_item_ids
    from counted
    left join items_in_progress on counted.team_id = items_in_progress.team_id

)

select
    team_id,
    case
        when arrivals > round(departures * factor, 9) then {{ severity_by_threshold('wip_growth', '>=') }}
    end as severity,
    wip_growth as metric_value,
    team_name || ' started ' || {{ quantity('arrivals', 'item') }} || ' in ' || {{ quantity('window_size', 'day') }}
    || ' and completed or removed ' || departures || '; its work in progress went from '
    || wip_before || ' to ' || wip_after || '.' as reason,
    {{ json_of(['arrivals', 'departures', 'wip_before', 'wip_after']) }} as evidence,
    work_item_ids as evidence_ids
from {{ with_thresholds('measured', 'more_started_than_finished') }}
