with

evidence as (

    select
        team_id,
        iteration_id,
        count(case when is_planned then 1 end) as planned_items,
        coalesce(sum(case when is_planned then effort_planned end), 0) as planned_effort,
        count(case when is_completed then 1 end) as completed_items,
        coalesce(sum(case when is_completed then effort_end end), 0) as completed_effort,
        count(case when is_completed_late then 1 end) as completed_late_items,
        coalesce(sum(case when is_completed_late then effort_now end), 0) as completed_late_effort,
        count(case when is_incomplete then 1 end) as incomplete_items,
        coalesce(sum(case when is_incomplete then effort_end end), 0) as incomplete_effort,
        count(case when is_added then 1 end) as added_items,
        coalesce(sum(case when is_added then effort_end end), 0) as added_effort,
        count(case when is_removed then 1 end) as removed_items,
        coalesce(sum(case when is_removed then effort_planned end), 0) as removed_effort
    from {{ ref('velocity_items') }}
    group by
        team_id,
        iteration_id

)

select
    evidence.team_id as evidence_team_id,
    evidence.iteration_id as evidence_iteration_id,
    velocity.*
from {{ ref('velocity') }} as velocity
full outer join evidence
    on velocity.team_id = evidence.team_id and velocity.iteration_id = evidence.iteration_id
where
    velocity.team_id is null
    or velocity.planned_items <> coalesce(evidence.planned_items, 0)
    or velocity.planned_effort <> coalesce(evidence.planned_effort, 0)
    or velocity.completed_items <> coalesce(evidence.completed_items, 0)
    or velocity.completed_effort <> coalesce(evidence.completed_effort, 0)
    or velocity.completed_late_items <> coalesce(evidence.completed_late_items, 0)
    or velocity.completed_late_effort <> coalesce(evidence.completed_late_effort, 0)
    or velocity.incomplete_items <> coalesce(evidence.incomplete_items, 0)
    or velocity.incomplete_effort <> coalesce(evidence.incomplete_effort, 0)
    or velocity.added_items <> coalesce(evidence.added_items, 0)
    or velocity.added_effort <> coalesce(evidence.added_effort, 0)
    or velocity.removed_items <> coalesce(evidence.removed_items, 0)
    or velocity.removed_effort <> coalesce(evidence.removed_effort, 0)
