with

measured as (

    select * from {{ ref('int_velocity_metrics') }}
    union all
    select * from {{ ref('int_flow_metrics') }}
    union all
    select * from {{ ref('int_cycle_time_metrics') }}
    union all
    select * from {{ ref('int_backlog_metrics') }}
    union all
    select * from {{ ref('int_portfolio_metrics') }}
    union all
    select * from {{ ref('int_dependency_metrics') }}
    union all
    select * from {{ ref('int_finding_metrics') }}
    union all
    select * from {{ ref('int_account_metrics') }}

),

catalogue as (

    select * from {{ ref('metric_definitions') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        measured.metric_id,
        measured.date,
        measured.project_id,
        measured.team_id,
        measured.value,
        measured.numerator,
        measured.denominator,
        catalogue.unit,
        run_context.organization,
        run_context.as_of
    from measured
    cross join run_context
    inner join catalogue on measured.metric_id = catalogue.metric_id

)

select * from final
