select
    work_items.work_item_id,
    case when work_items.effort is null then 'medium' end as severity,
    work_items.work_item_type || ' ' || work_items.work_item_id || ' has no estimate, but '
    || team_iterations.iteration_name
    || case when team_iterations.timeframe = 'current' then ' started on ' else ' starts on ' end
    || team_iterations.start_date || '.' as reason,
    {{ json_object({
        "iteration_path": "team_iterations.iteration_path",
        "start_date": "team_iterations.start_date",
        "finish_date": "team_iterations.finish_date",
        "nearness": "team_iterations.timeframe",
    }) }} as evidence
from {{ ref('int_open_work_items') }} as work_items
inner join {{ ref('int_team_iterations') }} as team_iterations
    on
        work_items.team_id = team_iterations.team_id
        and work_items.iteration_id = team_iterations.iteration_id
where
    work_items.backlog_level = 'requirement'
    and not work_items.is_hidden_type
    and team_iterations.timeframe in ('current', 'next')
