with

-- Requirements count for the team and at the level that they have at `as_of`.
spells as (

    select
        spells.work_item_id,
        spells.state,
        spells.entered_at,
        teams.project_id,
        teams.team_id,
        teams.team_name,
        {{ elapsed_days('spells.entered_at', 'run_context.as_of') }} as entered_days_ago,
        coalesce({{ elapsed_days('spells.left_at', 'run_context.as_of') }}, 0) as left_days_ago
    from {{ ref('int_state_spells') }} as spells
    inner join {{ ref('int_teams') }} as teams on spells.team_id = teams.team_id
    cross join {{ ref('stg_run__run_context') }} as run_context
    where spells.backlog_level = 'requirement' and spells.state_category = 'InProgress'

),

timed as (

    select
        *,
        greatest(least(entered_days_ago, window_size) - left_days_ago, 0) as recent_days,
        greatest(least(entered_days_ago, window_size + 182) - greatest(left_days_ago, window_size), 0) as earlier_days
    from {{ with_thresholds('spells', 'bottleneck_state') }}

),

states as (

    select
        project_id,
        team_id,
        team_name,
        max_by(state, entered_at) as state,
        sum({{ exact('recent_days') }}) as recent_days,
        sum({{ exact('earlier_days') }}) as earlier_days,
        {{ sorted_ids('case when recent_days > 0 then work_item_id end') }} as work_item_ids
    from timed
    group by
        project_id,
        team_id,
        team_name,
        lower(state)

),

teams as (

    select
        team_id,
        count(distinct work_item_id) as team_items
    from timed
    where recent_days > 0
    group by team_id

),

final as (

    select
        states.project_id,
        states.team_id,
        states.team_name,
        states.state,
        cast(states.recent_days as double) as recent_days,
        cast(states.earlier_days as double) as earlier_days,
        states.work_item_ids,
        round(
            cast(states.recent_days as double) / cast(sum(states.recent_days) over of_team as double), 9
        ) as state_share,
        round(
            cast(states.earlier_days as double) / nullif(cast(sum(states.earlier_days) over of_team as double), 0), 9
        ) as earlier_share,
        teams.team_items
    from states
    inner join teams on states.team_id = teams.team_id
    window of_team as (partition by states.team_id)

)

select * from final
