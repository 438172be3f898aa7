with

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

team_iterations as (

    select * from {{ ref('int_team_iterations') }}
    where timeframe in ('past', 'current')

),

ownerships as (

    select * from {{ ref('int_ownerships') }}

),

team_types as (

    select * from {{ ref('int_team_types') }}

),

final as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        revisions.work_item_id,
        revisions.rev,
        revisions.changed_at,
        revisions.valid_to,
        revisions.state_category,
        {{ local_date('revisions.changed_at', 'changed_days') }} as from_date,
        case
            when revisions.valid_to < team_iterations.end_at then {{ local_date('revisions.valid_to', 'until_days') }}
        end as until_date
    from {{ ref('int_revisions') }} as revisions
    inner join ownerships on revisions.ownership_key = ownerships.ownership_key
    inner join team_types on ownerships.team_id = team_types.team_id and revisions.type_key = team_types.type_key
    inner join team_iterations
        on ownerships.team_id = team_iterations.team_id and revisions.iteration_id = team_iterations.iteration_id
    inner join calendar_days as changed_days on cast(revisions.changed_at as date) = changed_days.calendar_date
    left join calendar_days as until_days on cast(revisions.valid_to as date) = until_days.calendar_date
    where not revisions.is_deleted

)

select * from final
