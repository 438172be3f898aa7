with

started_items as (

    select * from {{ ref('int_open_work_items') }}
    where backlog_level = 'requirement' and not is_hidden_type and started_at is not null

),

-- The field of today's owning team, so that a move between teams with other fields is no change.
efforts as (

    select
        started_items.work_item_id,
        fields.rev,
        {{ effort_in('fields.other_fields', 'started_items.effort_field') }} as effort
    from started_items
    inner join {{ ref('stg_azure_devops__work_item_revisions') }} as fields
        on started_items.work_item_id = fields.work_item_id

),

start_revisions as (

    select
        work_item_id,
        min(rev) as start_rev
    from {{ ref('int_revisions') }}
    where state_category in ('InProgress', 'Resolved')
    group by work_item_id

),

estimates as (

    select
        efforts.*,
        revisions.changed_at,
        lag(efforts.effort) over (partition by efforts.work_item_id order by efforts.rev) as previous_effort
    from efforts
    inner join {{ ref('int_revisions') }} as revisions
        on efforts.work_item_id = revisions.work_item_id and efforts.rev = revisions.rev
    where efforts.effort is not null

),

changes as (

    select
        estimates.work_item_id,
        count(*) as estimate_changes,
        min_by(estimates.previous_effort, estimates.rev) as effort_at_start,
        max_by(estimates.effort, estimates.rev) as last_effort,
        max_by(estimates.changed_at, estimates.rev) as last_changed_at
    from estimates
    inner join start_revisions on estimates.work_item_id = start_revisions.work_item_id
    where estimates.rev > start_revisions.start_rev and estimates.effort <> estimates.previous_effort
    group by estimates.work_item_id

),

measured as (

    select
        started_items.*,
        coalesce(changes.estimate_changes, 0) as estimate_changes,
        changes.effort_at_start,
        changes.last_effort,
        changes.last_changed_at
    from started_items
    left join changes on started_items.work_item_id = changes.work_item_id

)

select
    work_item_id,
    {{ severity_by_threshold('estimate_changes', '>=') }} as severity,
    estimate_changes as metric_value,
    work_item_type || ' ' || work_item_id || ' was re-estimated ' || {{ quantity('estimate_changes', 'time') }}
    || ' after it was started' || coalesce(', from ' || effort_at_start || ' to ' || last_effort, '') || '.' as reason,
    {{ json_of(['estimate_changes', 'effort_at_start', 'last_effort', 'started_at', 'last_changed_at']) }} as evidence
from {{ with_thresholds('measured', 'estimate_changed_after_start', scope='work_item') }}
