with

links as (

    select * from {{ ref('int_dependencies') }}
    where is_cross_team

),

final as (

    select
        link_type || '/' || predecessor_id || '/' || successor_id as subject_uid,
        case
            when
                is_predecessor_open
                and is_successor_open
                and coalesce(predecessor_assigned_to_id, predecessor_assigned_to_name) is null
                then 'medium'
        end as severity,
        successor_work_item_type || ' ' || successor_id || ' of ' || successor_team_name || ' waits for '
        || predecessor_work_item_type || ' ' || predecessor_id || ' of ' || predecessor_team_name
        || ', which is assigned to nobody.' as reason,
        predecessor_id || ' before ' || successor_id as subject_name,
        predecessor_url as subject_url,
        {{ json_object({
            "predecessor_id": "predecessor_id",
            "successor_id": "successor_id",
            "predecessor_team": "predecessor_team_name",
            "successor_team": "successor_team_name",
            "predecessor_state": "predecessor_state",
        }) }} as evidence,
        least(predecessor_id, successor_id) || ',' || greatest(predecessor_id, successor_id) as evidence_ids,
        predecessor_project_id as project_id,
        predecessor_team_id as team_id
    from links

)

select * from final
