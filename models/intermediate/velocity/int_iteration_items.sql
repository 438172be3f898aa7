with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}
    where timeframe in ('past', 'current')

),

revisions as (

    select * from {{ ref('int_revisions') }}

),

fields as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

items as (

    select
        present.team_id,
        present.iteration_id,
        present.work_item_id,
        bool_or({{ is_valid_before('present', 'team_iterations.planning_at') }}) as is_present_at_planning,
        bool_or({{ is_valid_before('present', 'team_iterations.end_at') }}) as is_present_at_end,
        bool_or({{ is_valid_before('present', 'team_iterations.now_at') }}) as is_present_now
    from {{ ref('int_iteration_revisions') }} as present
    inner join team_iterations
        on present.team_id = team_iterations.team_id and present.iteration_id = team_iterations.iteration_id
    group by
        present.team_id,
        present.iteration_id,
        present.work_item_id

),

item_revisions as (

    select
        items.*,
        team_iterations.effort_field,
        revisions.rev,
        revisions.state,
        revisions.state_category,
        {{ is_valid_before('revisions', 'team_iterations.planning_at') }} as is_at_planning,
        {{ is_valid_before('revisions', 'team_iterations.end_at') }} as is_at_end,
        {{ is_valid_before('revisions', 'team_iterations.now_at') }} as is_now
    from items
    inner join team_iterations
        on items.team_id = team_iterations.team_id and items.iteration_id = team_iterations.iteration_id
    inner join revisions on items.work_item_id = revisions.work_item_id
    where items.is_present_at_planning or items.is_present_at_end

),

estimated as (

    select
        item_revisions.*,
        {{ effort_in('fields.other_fields', 'item_revisions.effort_field') }} as effort
    from item_revisions
    inner join fields on item_revisions.work_item_id = fields.work_item_id and item_revisions.rev = fields.rev
    where item_revisions.is_at_planning or item_revisions.is_at_end or item_revisions.is_now

),

final as (

    select
        team_id,
        iteration_id,
        work_item_id,
        is_present_at_planning,
        is_present_at_end,
        is_present_now,
        max(case when is_at_planning then state_category end) as state_category_planned,
        max(case when is_at_end then state_category end) as state_category_end,
        max(case when is_now then state_category end) as state_category_now,
        max(case when is_at_end then state end) as state_end,
        max(case when is_at_planning then effort end) as effort_planned,
        max(case when is_at_end then effort end) as effort_end,
        max(case when is_now then effort end) as effort_now
    from estimated
    group by all

)

select * from final
