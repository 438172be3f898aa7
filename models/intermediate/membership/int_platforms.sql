with

coverage as (

    select * from {{ ref('int_extraction_coverage') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

-- A platform is read as one resource: its roster, or the entitlements of Azure DevOps.
platform_resources as (

    select
        case
            when coverage.resource = 'user_entitlements' then 'azure_devops'
            else substring(coverage.resource, length('roster_') + 1)
        end as platform,
        coverage.run_id = run_context.run_id as is_of_this_run,
        case when coverage.status = 'loaded' and coverage.is_complete then coverage.started_at end
            as loaded_at
    from coverage
    cross join run_context
    where
        coverage.resource = 'user_entitlements'
        or left(coverage.resource, length('roster_')) = 'roster_'

),

final as (

    select
        platform,
        max(loaded_at) as loaded_at,
        count(case when is_of_this_run then loaded_at end) > 0 as is_complete
    from platform_resources
    group by platform

)

select * from final
