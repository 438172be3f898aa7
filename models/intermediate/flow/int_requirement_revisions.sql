with

revisions as (

    select * from {{ ref('int_owned_revisions') }}
    where
        team_id is not null
        and is_selected
        and not is_deleted
        and backlog_level = 'requirement'

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

dated as (

    select
        revisions.work_item_id,
        revisions.rev,
        revisions.team_id,
        revisions.defined_type as work_item_type,
        revisions.state_category,
        coalesce(revisions.previous_state_category, '') as previous_category,
        {{ local_date('revisions.changed_at', 'changed_days') }} as from_date,
        {{ local_date('revisions.valid_to', 'until_days') }} as until_date
    from revisions
    inner join calendar_days as changed_days on cast(revisions.changed_at as date) = changed_days.calendar_date
    left join calendar_days as until_days on cast(revisions.valid_to as date) = until_days.calendar_date

),

final as (

    select
        work_item_id,
        rev,
        team_id,
        work_item_type,
        state_category,
        from_date,
        until_date,
        coalesce(until_date > from_date, true) as is_valid_at_day_end,
        previous_category in ('', 'Proposed') and state_category in ('InProgress', 'Resolved') as is_arrival,
        previous_category not in ('Completed', 'Removed') and state_category in ('Completed', 'Removed')
            as is_departure,
        previous_category <> 'Completed' and state_category = 'Completed' as is_completion
    from dated

)

select * from final
