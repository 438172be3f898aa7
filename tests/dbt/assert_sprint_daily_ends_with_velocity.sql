-- The last day of an iteration, or the day of `as_of`, has what `velocity_items` and `velocity` say of its end.
with

last_days as (

    select *
    from {{ ref('sprint_daily') }}
    where true
    qualify row_number() over (partition by team_id, iteration_id order by date desc) = 1

),

scope as (

    select
        team_id,
        iteration_id,
        count(*) as scope_items,
        coalesce(sum(effort_end), 0) as scope_effort
    from {{ ref('velocity_items') }}
    where (is_planned or is_added) and not is_removed
    group by
        team_id,
        iteration_id

)

select
    velocity.team_id,
    velocity.iteration_id,
    last_days.date
from {{ ref('velocity') }} as velocity
left join last_days on velocity.team_id = last_days.team_id and velocity.iteration_id = last_days.iteration_id
left join scope on velocity.team_id = scope.team_id and velocity.iteration_id = scope.iteration_id
where
    last_days.date is null
    or (velocity.timeframe = 'past' and last_days.date <> velocity.finish_date)
    or (velocity.timeframe = 'current' and last_days.date not between velocity.start_date and velocity.finish_date)
    or last_days.scope_items <> coalesce(scope.scope_items, 0)
    or last_days.completed_items <> velocity.completed_items
    or last_days.remaining_items <> last_days.scope_items - last_days.completed_items
    or abs(last_days.scope_effort - coalesce(scope.scope_effort, 0)) > 1e-6 * (1 + abs(last_days.scope_effort))
    or abs(last_days.completed_effort - velocity.completed_effort) > 1e-6 * (1 + abs(velocity.completed_effort))
