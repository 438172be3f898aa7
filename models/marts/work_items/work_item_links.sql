with

links as (

    select * from {{ ref('int_links') }}
    where is_selected

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        links.link_type,
        links.source_id,
        links.target_id,
        links.is_active,
        links.is_remote,
        links.changed_at,
        links.changed_by_id,
        links.changed_by_name,
        links.link_comment,
        run_context.organization,
        run_context.as_of
    from links
    cross join run_context

)

select * from final
