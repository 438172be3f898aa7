with

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted

),

-- A run begins with each change of the state and after each deleted revision.
numbered as (

    select
        revisions.*,
        revisions.is_latest or revisions.valid_to > revisions.changed_at as is_valid,
        count(case when revisions.is_state_change or revisions.is_deleted then 1 end)
            over (partition by revisions.work_item_id order by revisions.rev) as run_number
    from {{ ref('int_revisions') }} as revisions
    inner join work_items on revisions.work_item_id = work_items.work_item_id

),

spells as (

    select
        work_item_id,
        max_by(state_category, rev) as state_category,
        max(state) as state,
        min(case when is_valid then changed_at end) as entered_at,
        case when count(case when is_latest then 1 end) = 0 then max(case when is_valid then valid_to end) end
            as left_at
    from numbered
    where not is_deleted
    group by
        work_item_id,
        run_number

),

final as (

    select
        spells.work_item_id,
        spells.entered_at,
        work_items.project_id,
        work_items.project_name,
        work_items.team_id,
        work_items.team_name,
        work_items.work_item_type,
        work_items.backlog_level,
        spells.state,
        spells.state_category,
        spells.left_at,
        {{ elapsed_days('spells.entered_at', 'coalesce(spells.left_at, run_context.as_of)') }} as days,
        spells.left_at is null as is_current
    from spells
    inner join work_items on spells.work_item_id = work_items.work_item_id
    cross join {{ ref('stg_run__run_context') }} as run_context
    where spells.entered_at is not null

)

select * from final
