with

rule_catalogue as (

    select * from {{ ref('rule_catalogue') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        rule_catalogue.*,
        'docs/rules/' || rule_catalogue.rule_id || '.md' as documentation
    from rule_catalogue
    cross join run_context

)

select * from final
