with

blocked as (

    select * from {{ ref('int_blocked_revisions') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}
    where
        is_selected
        and not is_deleted
        and work_item_id in (select blocked.work_item_id from blocked)

),

-- A span begins after each revision that is not blocked.
numbered as (

    select
        revisions.work_item_id,
        revisions.is_latest,
        revisions.changed_at,
        revisions.valid_to,
        revisions.is_latest or revisions.valid_to > revisions.changed_at as is_valid,
        blocked.rev is not null as is_blocked,
        blocked.is_blocked_by_column,
        blocked.is_blocked_by_field,
        blocked.is_blocked_by_state,
        blocked.is_blocked_by_tag,
        count(case when blocked.rev is null then 1 end)
            over (partition by revisions.work_item_id order by revisions.rev) as span_number
    from {{ ref('int_revisions') }} as revisions
    inner join work_items on revisions.work_item_id = work_items.work_item_id
    left join blocked on revisions.work_item_id = blocked.work_item_id and revisions.rev = blocked.rev

),

spans as (

    select
        work_item_id,
        min(case when is_valid then changed_at end) as blocked_at,
        case when count(case when is_latest then 1 end) = 0 then max(case when is_valid then valid_to end) end
            as unblocked_at,
        max(case when is_blocked_by_column then ',column' else '' end)
        || max(case when is_blocked_by_field then ',field' else '' end)
        || max(case when is_blocked_by_state then ',state' else '' end)
        || max(case when is_blocked_by_tag then ',tag' else '' end) as listed_sources
    from numbered
    where is_blocked
    group by
        work_item_id,
        span_number

),

final as (

    select
        spans.work_item_id,
        spans.blocked_at,
        work_items.project_id,
        work_items.project_name,
        work_items.team_id,
        work_items.team_name,
        work_items.work_item_type,
        spans.unblocked_at,
        {{ elapsed_days('spans.blocked_at', 'coalesce(spans.unblocked_at, run_context.as_of)') }} as days,
        spans.unblocked_at is null as is_current,
        substring(spans.listed_sources, 2) as sources
    from spans
    inner join work_items on spans.work_item_id = work_items.work_item_id
    cross join {{ ref('stg_run__run_context') }} as run_context
    where spans.blocked_at is not null

)

select * from final
