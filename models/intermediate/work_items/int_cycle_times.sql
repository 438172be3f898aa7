with

completed_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected and not is_deleted and state_category = 'Completed'

),

revisions as (

    select * from {{ ref('int_revisions') }}
    where state_category in ('Proposed', 'InProgress', 'Resolved')

),

-- The part of each revision between start and completion.
spells as (

    select
        revisions.work_item_id,
        revisions.state_category,
        case
            when revisions.state_category = 'InProgress' then revisions.changed_at
            else greatest(revisions.changed_at, completed_items.started_at)
        end as from_at,
        least(revisions.valid_to, completed_items.category_since_at) as until_at
    from revisions
    inner join completed_items on revisions.work_item_id = completed_items.work_item_id
    where completed_items.started_at is not null

),

spell_totals as (

    select
        work_item_id,
        coalesce(sum({{ elapsed_days('from_at', 'until_at') }}) filter (where state_category = 'InProgress'), 0)
            as active_days,
        coalesce(sum({{ elapsed_days('from_at', 'until_at') }}) filter (where state_category <> 'InProgress'), 0)
            as wait_days
    from spells
    where until_at > from_at
    group by work_item_id

),

final as (

    select
        completed_items.work_item_id,
        completed_items.project_id,
        completed_items.project_name,
        completed_items.team_id,
        completed_items.team_name,
        completed_items.work_item_type,
        completed_items.type_key,
        completed_items.title,
        completed_items.effort,
        completed_items.created_at,
        completed_items.started_at,
        completed_items.category_since_at as completed_at,
        greatest({{ elapsed_days('completed_items.created_at', 'completed_items.category_since_at') }}, 0)
            as lead_time_days,
        case
            when completed_items.started_at is not null
                then greatest({{ elapsed_days('completed_items.started_at', 'completed_items.category_since_at') }}, 0)
        end as cycle_time_days,
        coalesce(spell_totals.active_days, 0) as active_days,
        coalesce(spell_totals.wait_days, 0) as wait_days,
        spell_totals.active_days / nullif(spell_totals.active_days + spell_totals.wait_days, 0) as flow_efficiency,
        completed_items.is_imported,
        completed_items.reopened_count,
        completed_items.state_changes,
        completed_items.url
    from completed_items
    left join spell_totals on completed_items.work_item_id = spell_totals.work_item_id

)

select * from final
