-- What was planned, less what left, plus what came, is what a look at the end alone finds.
with

found_at_end as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        count(*) as items
    from {{ ref('int_team_iterations') }} as team_iterations
    inner join {{ ref('int_revisions') }} as revisions
        on
            team_iterations.iteration_id = revisions.iteration_id
            and {{ is_valid_before('revisions', 'team_iterations.end_at') }}
    inner join {{ ref('int_ownerships') }} as ownerships
        on team_iterations.team_id = ownerships.team_id and revisions.ownership_key = ownerships.ownership_key
    inner join {{ ref('int_team_types') }} as team_types
        on team_iterations.team_id = team_types.team_id and revisions.type_key = team_types.type_key
    where not revisions.is_deleted and revisions.state_category <> 'Removed'
    group by
        team_iterations.team_id,
        team_iterations.iteration_id

)

select
    velocity.*,
    found_at_end.items as items_at_end
from {{ ref('velocity') }} as velocity
full outer join found_at_end
    on velocity.team_id = found_at_end.team_id and velocity.iteration_id = found_at_end.iteration_id
where
    velocity.team_id is null
    or velocity.planned_items - velocity.removed_items + velocity.added_items <> coalesce(found_at_end.items, 0)
