with

history as (

    select * from {{ ref('int_project_health_history') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

spans as (

    select listed.*
    from (values (7), (28)) as listed (days_back)

),

earlier as (

    select
        history.*,
        spans.days_back,
        row_number() over (
            partition by history.project_id, spans.days_back
            order by history.as_of desc, history.run_id desc
        ) as recency
    from history
    cross join spans
    cross join run_context
    where {{ elapsed_days('history.as_of', 'run_context.as_of') }} >= spans.days_back

),

final as (

    select * from earlier
    where recency = 1

)

select * from final
