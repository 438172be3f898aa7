with

revisions as (

    select * from {{ ref('int_revision_locations') }}

),

state_categories as (

    select * from {{ ref('int_state_categories') }}

),

team_values as (

    select distinct
        work_item_id,
        rev,
        team_values_key
    from {{ ref('int_revision_team_values') }}

),

categorized as (

    select
        revisions.*,
        {{ ownership_key("revisions", "team_values") }} as ownership_key,
        lower(revisions.work_item_type) as type_key,
        coalesce(revisions.state, '') as state_text,
        coalesce(revisions.tags, '') as tags_text,
        coalesce(state_categories.state_category, 'Unknown') as state_category
    from revisions
    left join state_categories
        on
            lower(revisions.state) = state_categories.state_key
            and lower(revisions.work_item_type) is not distinct from state_categories.type_key
            and revisions.project_id is not distinct from state_categories.project_id
    left join team_values on revisions.work_item_id = team_values.work_item_id and revisions.rev = team_values.rev

),

-- `changed_at` can decrease as `rev` grows: an earlier timestamp on a later revision ends the validity of this one.
ordered as (

    select
        *,
        lead(changed_at) over in_order as next_changed_at,
        lag(state_text) over in_order as previous_state,
        lag(state_category) over in_order as previous_state_category,
        lag(project_id) over in_order as previous_project_id,
        coalesce(content_hash <> lag(content_hash) over in_order, true) as is_content_change,
        coalesce(tags_text <> lag(tags_text) over in_order, true) as is_tags_change,
        lag(comment_count) over in_order as previous_comment_count,
        min(changed_at) over later_revisions as valid_to
    from categorized
    window
        in_order as (partition by work_item_id order by rev),
        later_revisions as (partition by work_item_id order by rev rows between 1 following and unbounded following)

),

final as (

    select
        work_item_id,
        rev,
        changed_at,
        project_id,
        area_path,
        ownership_key,
        iteration_id,
        iteration_path,
        type_key,
        state,
        state_category,
        previous_state,
        previous_state_category,
        is_deleted,
        not is_deleted and state_category in ('Proposed', 'InProgress', 'Resolved', 'Unknown') as is_open,
        valid_to is null as is_latest,
        valid_to,
        next_changed_at,
        coalesce(state_text <> previous_state, true) as is_state_change,
        coalesce(state_category <> previous_state_category, true) as is_category_change,
        coalesce(project_id <> previous_project_id, false) as is_move,
        is_content_change,
        is_tags_change
        or has_comment
        or coalesce(comment_count, 0) > coalesce(previous_comment_count, 0) as is_remark
    from ordered

)

select * from final
