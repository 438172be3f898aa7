with

links as (

    select * from {{ ref('int_links') }}
    where is_active

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

dependencies as (

    select links.*
    from links
    cross join run_context
    where
        lower(links.link_type) in ('system.linktypes.dependency', 'system.linktypes.remote.dependency')
        or position(
            ',' || lower(links.link_type) || ',' in ',' || lower(run_context.dependency_link_types) || ','
        ) > 0

),

final as (

    select
        dependencies.link_type,
        dependencies.source_id as predecessor_id,
        dependencies.target_id as successor_id,
        dependencies.changed_at as linked_at,
        dependencies.changed_by_id as linked_by_id,
        dependencies.changed_by_name as linked_by_name,
        dependencies.is_remote,
        case dependencies.remote_end
            when 'source' then 'predecessor'
            when 'target' then 'successor'
            else 'none'
        end as remote_end
    from dependencies

)

select * from final
