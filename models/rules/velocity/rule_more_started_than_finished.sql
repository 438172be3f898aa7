with

flow_daily as (

    select
        flow_daily.*,
        {{ dbt.datediff('flow_daily.date', 'run_context.as_of_date', 'day') }} as days_ago
    from {{ ref('int_flow_daily') }} as flow_daily
    cross join {{ ref('stg_run__run_context') }} as run_context

),

items_under_way as (

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

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'more_started_than_finished'

),

-- The last full day is yesterday; the WIP to compare with is that of the day before the window.
measured as (

    select
        flow_daily.project_id,
        flow_daily.team_id,
        flow_daily.team_name,
        sum(case when flow_daily.days_ago <= rule.window_size then flow_daily.arrivals else 0 end) as arrivals,
        sum(case when flow_daily.days_ago <= rule.window_size then flow_daily.departures else 0 end) as departures,
        sum(case when flow_daily.days_ago > rule.window_size then flow_daily.wip else 0 end) as wip_before,
        sum(case when flow_daily.days_ago = 1 then flow_daily.wip else 0 end) as wip_after
    from flow_daily
    inner join rule on {{ rule_scope('flow_daily.team_id', 'flow_daily.project_id') }} = rule.scope_id
    where flow_daily.days_ago between 1 and rule.window_size + 1
    group by
        flow_daily.project_id,
        flow_daily.team_id,
        flow_daily.team_name

),

final as (

    select
        measured.team_id as subject_uid,
        case
            when measured.arrivals > round(measured.departures * rule.factor, 9)
                then {{ severity_by_threshold('measured.wip_after - measured.wip_before', '>=') }}
        end as severity,
        measured.team_name || ' started ' || measured.arrivals || ' items in ' || rule.window_size
        || ' days and finished or dropped ' || measured.departures || '; its work in progress went from '
        || measured.wip_before || ' to ' || measured.wip_after || '.' as reason,
        cast(measured.wip_after - measured.wip_before as double) as metric_value,
        {{ json_object({
            "arrivals": "measured.arrivals",
            "departures": "measured.departures",
            "wip_before": "measured.wip_before",
            "wip_after": "measured.wip_after",
        }) }} as evidence,
        items_under_way.work_item_ids as evidence_ids,
        measured.project_id,
        measured.team_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id
    left join items_under_way on measured.team_id = items_under_way.team_id

)

select * from final
