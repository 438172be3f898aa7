with

blocked_spells as (

    select * from {{ ref('int_blocked_spells') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        blocked_spells.work_item_id,
        blocked_spells.blocked_at,
        blocked_spells.project_id,
        blocked_spells.project_name,
        blocked_spells.team_id,
        blocked_spells.team_name,
        blocked_spells.work_item_type,
        blocked_spells.unblocked_at,
        blocked_spells.days,
        blocked_spells.is_current,
        blocked_spells.sources,
        run_context.organization,
        run_context.as_of
    from blocked_spells
    cross join run_context

)

select * from final
