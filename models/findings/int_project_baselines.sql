with

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
    from {{ source('history', 'project_health_history') }} as history
    cross join spans
    cross join {{ ref('stg_run__run_context') }} as run_context
    where
        not run_context.is_historical
        and history.run_id <> run_context.run_id
        and {{ elapsed_days('history.as_of', 'run_context.as_of') }} >= spans.days_back

),

final as (

    select * from earlier
    where recency = 1

)

select * from final
