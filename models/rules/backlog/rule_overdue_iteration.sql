with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where not is_hidden_type

),

team_iterations as (

    select * from {{ ref('stg_azure_devops__team_iterations') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        cast(work_items.work_item_id as string) as subject_uid,
        case when team_iterations.finish_date < run_context.as_of_date then 'medium' end as severity,
        work_items.work_item_type || ' ' || work_items.work_item_id || ' is ' || work_items.state || ' in '
        || team_iterations.iteration_name || ', which ended on ' || team_iterations.finish_date || '.' as reason,
        {{ json_object({
            "iteration_path": "team_iterations.iteration_path",
            "finish_date": "team_iterations.finish_date",
            "state": "work_items.state",
        }) }} as evidence,
        cast(work_items.work_item_id as string) as evidence_ids,
        work_items.work_item_id
    from work_items
    cross join run_context
    inner join team_iterations
        on
            work_items.team_id = team_iterations.team_id
            and work_items.iteration_id = team_iterations.iteration_id

)

select * from final
