with

latest_revisions as (

    select * from {{ ref('int_owned_revisions') }}
    where is_latest

),

final as (

    select
        work_item_id,
        rev,
        project_id,
        project_name,
        is_selected,
        url,
        team_id,
        team_name,
        effort_field,
        area_path,
        iteration_id,
        iteration_path,
        type_key,
        state,
        state_category,
        is_deleted,
        not is_deleted
        and state_category in ('Proposed', 'InProgress', 'Resolved', 'Unknown') as is_open,
        backlog_level,
        is_hidden_type
    from latest_revisions

)

select * from final
