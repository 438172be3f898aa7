with

catalogue as (

    select * from {{ ref('metric_definitions') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        catalogue.metric_id,
        catalogue.name,
        catalogue.definition,
        catalogue.unit,
        catalogue.direction,
        catalogue.is_additive_over_teams,
        catalogue.is_additive_over_time,
        catalogue.default_for,
        catalogue.source_table,
        'docs/metrics/catalogue.md#' || catalogue.metric_id as docs_page,
        run_context.organization,
        run_context.as_of
    from catalogue
    cross join run_context

)

select * from final
