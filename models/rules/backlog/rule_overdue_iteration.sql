select
    work_items.work_item_id,
    case when team_iterations.finish_date < run_context.as_of_date then 'medium' end as severity,
    work_items.work_item_type || ' ' || work_items.work_item_id || ' is ' || work_items.state || ' in '
    || team_iterations.iteration_name || ', which ended on ' || team_iterations.finish_date || '.' as reason,
    {{ json_object({
        "iteration_path": "team_iterations.iteration_path",
        "finish_date": "team_iterations.finish_date",
        "state": "work_items.state",
    }) }} as evidence
from {{ ref('int_open_work_items') }} as work_items
cross join {{ ref('stg_run__run_context') }} as run_context
inner join {{ ref('int_team_iterations') }} as team_iterations
    on
        work_items.team_id = team_iterations.team_id
        and work_items.iteration_id = team_iterations.iteration_id
where not work_items.is_hidden_type
