with

changed_items as (

    select
        team_id,
        iteration_id,
        {{ sorted_ids('work_item_id') }} as work_item_ids
    from {{ ref('int_velocity_items') }}
    where is_added or is_removed
    group by
        team_id,
        iteration_id

),

measured as (

    select
        velocity.*,
        changed_items.work_item_ids
    from {{ ref('int_velocity') }} as velocity
    left join changed_items
        on
            velocity.team_id = changed_items.team_id
            and velocity.iteration_id = changed_items.iteration_id

)

select
    team_id,
    iteration_id,
    case
        when planned_items >= minimum_count then {{ severity_by_threshold('scope_change_ratio', '>') }}
    end as severity,
    scope_change_ratio as metric_value,
    team_name || ' planned ' || {{ quantity('planned_items', 'item') }} || ' for ' || iteration_name || '; '
    || added_items || ' were added and ' || removed_items || ' removed after planning.' as reason,
    {{ json_of(['planned_items', 'added_items', 'removed_items', 'scope_change_ratio']) }} as evidence,
    work_item_ids as evidence_ids
from {{ with_thresholds('measured', 'scope_creep') }}
