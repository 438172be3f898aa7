with

source as (

    select * from {{ source('raw', 'run_context') }}

),

final as (

    select
        run_id,
        organization,
        organization_url,
        as_of,
        as_of_date,
        is_historical,
        time_zone,
        started_at,
        version,
        velocity_planning_days,
        velocity_incomplete_categories,
        bulk_edit_items,
        dependency_link_types,
        forecast_trials,
        forecast_wip,
        forecast_dependencies,
        authority_platform
    from source

)

select * from final
