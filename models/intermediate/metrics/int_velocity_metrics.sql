with

-- Numerator and denominator of `say_do_ratio` are those of the velocity: items where no effort was planned.
iterations as (

    select
        *,
        case when planned_effort > 0 then completed_effort when planned_items > 0 then completed_items end as done,
        case when planned_effort > 0 then planned_effort when planned_items > 0 then planned_items end as planned,
        case when planned_items > 0 then added_items + removed_items end as changed_items
    from {{ ref('int_velocity') }}
    where timeframe = 'past'

),

totals as (

    select
        finish_date as date,
        project_id,
        team_id,
        sum(planned_items) as planned_items,
        sum({{ exact('planned_effort') }}) as planned_effort,
        sum(completed_items) as completed_items,
        sum({{ exact('completed_effort') }}) as completed_effort,
        sum(incomplete_items + completed_late_items) as unfinished_items,
        cast(sum({{ exact('done') }}) as double) as done,
        cast(sum({{ exact('planned') }}) as double) as planned,
        sum(changed_items) as changed_items
    from iterations
    group by
        finish_date,
        project_id,
        team_id

),

final as (

    {{ metric_rows('totals', {
        'planned_items': 'planned_items',
        'planned_effort': 'planned_effort',
        'velocity_completed_items': 'completed_items',
        'velocity_completed_effort': 'completed_effort',
        'say_do_ratio': ['done', 'planned'],
        'unfinished_items': 'unfinished_items',
        'scope_change_ratio': ['changed_items', 'planned_items'],
    }) }}

)

select * from final
