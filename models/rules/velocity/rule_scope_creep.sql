with

velocity as (

    select * from {{ ref('int_velocity') }}

),

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

rule as (

    select * from {{ ref('int_rules_scoped') }}
    where rule_id = 'scope_creep'

),

final as (

    select
        velocity.team_id || '/' || velocity.iteration_id as subject_uid,
        case
            when velocity.planned_items >= rule.minimum_count
                then {{ severity_by_threshold('velocity.scope_change_ratio', '>') }}
        end as severity,
        velocity.team_name || ' planned ' || velocity.planned_items || ' items for ' || velocity.iteration_name
        || '; ' || velocity.added_items || ' came and ' || velocity.removed_items || ' went after planning.' as reason,
        velocity.team_name || ', ' || velocity.iteration_name as subject_name,
        velocity.scope_change_ratio as metric_value,
        {{ json_object({
            "planned_items": "velocity.planned_items",
            "added_items": "velocity.added_items",
            "removed_items": "velocity.removed_items",
            "scope_change_ratio": "velocity.scope_change_ratio",
        }) }} as evidence,
        changed_items.work_item_ids as evidence_ids,
        velocity.project_id,
        velocity.team_id
    from velocity
    inner join rule on {{ rule_scope('velocity.team_id', 'velocity.project_id') }} = rule.scope_id
    left join changed_items
        on
            velocity.team_id = changed_items.team_id
            and velocity.iteration_id = changed_items.iteration_id

)

select * from final
