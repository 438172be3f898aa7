with

work_items as (

    select * from {{ ref('int_open_work_items') }}
    where backlog_level = 'requirement' and not is_hidden_type

),

team_iterations as (

    select * from {{ ref('int_team_iterations') }}
    where timeframe in ('current', 'next')

),

final as (

    select
        cast(work_items.work_item_id as string) as subject_uid,
        case when work_items.effort is null then 'medium' end as severity,
        work_items.work_item_type || ' ' || work_items.work_item_id || ' has no estimate, and '
        || team_iterations.iteration_name
        || case when team_iterations.timeframe = 'current' then ' has been running since ' else ' starts on ' end
        || team_iterations.start_date || '.' as reason,
        {{ json_object({
            "iteration_path": "team_iterations.iteration_path",
            "start_date": "team_iterations.start_date",
            "finish_date": "team_iterations.finish_date",
            "nearness": "team_iterations.timeframe",
        }) }} as evidence,
        cast(work_items.work_item_id as string) as evidence_ids,
        work_items.work_item_id
    from work_items
    inner join team_iterations
        on
            work_items.team_id = team_iterations.team_id
            and work_items.iteration_id = team_iterations.iteration_id

)

select * from final
