with

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

dependency_changes as (

    select link_changes.*
    from {{ ref('stg_azure_devops__work_item_link_changes') }} as link_changes
    cross join run_context
    where
        run_context.forecast_dependencies
        and link_changes.source_id <> link_changes.target_id
        and (
            lower(link_changes.link_type) = 'system.linktypes.dependency'
            or position(
                ',' || lower(link_changes.link_type) || ',' in ',' || lower(run_context.dependency_link_types) || ','
            ) > 0
        )

),

active as (

    {{ active_link_snapshots('dependency_changes') }}

),

final as (

    select distinct
        snapshots.snapshot_number,
        active.source_id as predecessor_id,
        active.target_id as successor_id
    from active
    inner join {{ ref('int_snapshots') }} as snapshots
        on snapshots.snapshot_number between active.first_snapshot and active.last_snapshot

)

select * from final
