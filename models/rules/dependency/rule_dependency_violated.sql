with

links as (

    select * from {{ ref('int_dependencies') }}

),

final as (

    select
        link_type || '/' || predecessor_id || '/' || successor_id as subject_uid,
        case
            when is_violated and successor_state_category = 'Completed' then 'high'
            when is_violated then 'medium'
        end as severity,
        successor_work_item_type || ' ' || successor_id || ' is ' || successor_state || ' although '
        || predecessor_work_item_type || ' ' || predecessor_id || ', which comes first, is '
        || predecessor_state || '.' as reason,
        predecessor_id || ' before ' || successor_id as subject_name,
        successor_url as subject_url,
        {{ json_object({
            "predecessor_id": "predecessor_id",
            "successor_id": "successor_id",
            "predecessor_state": "predecessor_state",
            "successor_state": "successor_state",
        }) }} as evidence,
        least(predecessor_id, successor_id) || ',' || greatest(predecessor_id, successor_id) as evidence_ids,
        successor_project_id as project_id,
        successor_team_id as team_id,
        successor_assigned_to_id as owner_id,
        successor_assigned_to_name as owner_name
    from links

)

select * from final
