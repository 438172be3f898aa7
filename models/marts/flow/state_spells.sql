with

state_spells as (

    select * from {{ ref('int_state_spells') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        state_spells.work_item_id,
        state_spells.entered_at,
        state_spells.project_id,
        state_spells.project_name,
        state_spells.team_id,
        state_spells.team_name,
        state_spells.work_item_type,
        state_spells.state,
        state_spells.state_category,
        state_spells.left_at,
        state_spells.days,
        state_spells.is_current,
        run_context.organization,
        run_context.as_of
    from state_spells
    cross join run_context

)

select * from final
