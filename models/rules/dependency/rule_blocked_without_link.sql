with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where not is_hidden_type

),

blocked as (

    select * from {{ ref('int_work_items_blocked') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

predecessors as (

    select
        successor_id as work_item_id,
        count(*) as open_predecessors
    from {{ ref('int_dependencies') }}
    where is_predecessor_open and not is_remote
    group by successor_id

),

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'blocked_without_link'

),

measured as (

    select
        work_items.*,
        blocked.blocked_since_at,
        {{ elapsed_days('blocked.blocked_since_at', 'run_context.as_of') }} as blocked_days,
        coalesce(predecessors.open_predecessors, 0) as open_predecessors
    from work_items
    cross join run_context
    inner join blocked on work_items.work_item_id = blocked.work_item_id
    left join predecessors on work_items.work_item_id = predecessors.work_item_id

),

final as (

    select
        cast(measured.work_item_id as string) as subject_uid,
        case
            when measured.open_predecessors = 0
                then {{ severity_by_threshold('measured.blocked_days', '>=') }}
        end as severity,
        measured.work_item_type || ' ' || measured.work_item_id || ' has been blocked for '
        || cast(floor(measured.blocked_days) as bigint) || ' days; open items that it waits for by a link: '
        || measured.open_predecessors || '.' as reason,
        measured.blocked_days as metric_value,
        {{ json_object({
            "blocked_days": "measured.blocked_days",
            "blocked_since_at": "measured.blocked_since_at",
            "state": "measured.state",
            "tags": "measured.tags",
        }) }} as evidence,
        cast(measured.work_item_id as string) as evidence_ids,
        measured.work_item_id
    from measured
    inner join rule on {{ rule_scope('measured.team_id', 'measured.project_id') }} = rule.scope_id

)

select * from final
