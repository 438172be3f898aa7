with

revisions as (

    select * from {{ ref('int_owned_revisions') }}
    where team_id is not null and is_selected and not is_deleted

),

calendar_days as (

    select * from {{ ref('stg_run__calendar_days') }}

),

-- A change at the midnight that ends a week belongs to the week, as one at `as_of` belongs to a run.
dated as (

    select
        revisions.work_item_id,
        revisions.rev,
        revisions.project_id,
        revisions.team_id,
        revisions.type_key,
        revisions.state_category,
        revisions.is_open,
        {{ week_end(local_date(just_before('revisions.changed_at'), 'changed_days')) }} as from_week,
        {{ week_end("coalesce(" ~ local_date(just_before('revisions.valid_to'), 'until_days')
            ~ ", run_context.as_of_date)") }} as until_week
    from revisions
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join calendar_days as changed_days
        on cast({{ just_before('revisions.changed_at') }} as date) = changed_days.calendar_date
    left join calendar_days as until_days
        on cast({{ just_before('revisions.valid_to') }} as date) = until_days.calendar_date

),

final as (

    select * from dated
    where from_week < until_week

)

select * from final
