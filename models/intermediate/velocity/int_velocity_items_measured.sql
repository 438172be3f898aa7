with

present as (

    select * from {{ ref('int_velocity_items_present') }}

),

team_iterations as (

    select * from {{ ref('int_team_iterations') }}

),

revisions as (

    select * from {{ ref('int_revisions') }}

),

revision_fields as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

in_force as (

    select
        present.team_id,
        present.iteration_id,
        present.work_item_id,
        team_iterations.effort_field,
        revisions.rev,
        revisions.state,
        revisions.state_category,
        {{ is_in_force_before('revisions', 'team_iterations.planning_at') }} as is_at_planning,
        {{ is_in_force_before('revisions', 'team_iterations.end_at') }} as is_at_end,
        revisions.is_latest as is_now
    from present
    inner join team_iterations
        on present.team_id = team_iterations.team_id and present.iteration_id = team_iterations.iteration_id
    inner join revisions on present.work_item_id = revisions.work_item_id

),

estimated as (

    select
        in_force.*,
        {{ json_number('revision_fields.other_fields', 'in_force.effort_field') }} as effort
    from in_force
    inner join revision_fields
        on in_force.work_item_id = revision_fields.work_item_id and in_force.rev = revision_fields.rev
    where in_force.is_at_planning or in_force.is_at_end or in_force.is_now

),

final as (

    select
        team_id,
        iteration_id,
        work_item_id,
        max(case when is_at_planning then state_category end) as state_category_planned,
        max(case when is_at_end then state_category end) as state_category_end,
        max(case when is_now then state_category end) as state_category_now,
        max(case when is_at_end then state end) as state_end,
        max(case when is_at_planning then effort end) as effort_planned,
        max(case when is_at_end then effort end) as effort_end,
        max(case when is_now then effort end) as effort_now
    from estimated
    group by
        team_id,
        iteration_id,
        work_item_id

)

select * from final
