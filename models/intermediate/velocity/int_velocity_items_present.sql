with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}

),

team_areas as (

    select * from {{ ref('int_team_areas') }}

),

team_types as (

    select * from {{ ref('int_team_types_required') }}

),

revisions as (

    select * from {{ ref('int_revisions') }}
    where not is_deleted

),

present as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        revisions.work_item_id,
        bool_or({{ is_in_force_before('revisions', 'team_iterations.planning_at') }}) as is_present_at_planning,
        bool_or({{ is_in_force_before('revisions', 'team_iterations.end_at') }}) as is_present_at_end,
        bool_or(revisions.is_latest) as is_present_now
    from revisions
    inner join team_areas on revisions.area_key = team_areas.area_key
    inner join team_types
        on
            team_areas.team_id = team_types.team_id
            and revisions.type_key = team_types.type_key
    inner join team_iterations
        on
            team_areas.team_id = team_iterations.team_id
            and revisions.iteration_id = team_iterations.iteration_id
    group by
        team_iterations.team_id,
        team_iterations.iteration_id,
        revisions.work_item_id

),

final as (

    select * from present
    where is_present_at_planning or is_present_at_end

)

select * from final
