with

links as (

    select * from {{ ref('int_dependencies') }}

),

final as (

    select
        link_type || '/' || predecessor_id || '/' || successor_id as subject_uid,
        case when is_broken and is_successor_open then 'high' end as severity,
        successor_work_item_type || ' ' || successor_id || ' waits for '
        || coalesce(predecessor_work_item_type || ' ', 'item ') || predecessor_id
        || case
            when is_predecessor_deleted then ', which was deleted.'
            when predecessor_state is null then ', which cannot be read: it is gone or out of reach.'
            else ', which is ' || predecessor_state || '.'
        end as reason,
        predecessor_id || ' before ' || successor_id as subject_name,
        successor_url as subject_url,
        {{ json_object({
            "predecessor_id": "predecessor_id",
            "successor_id": "successor_id",
            "predecessor_state": "predecessor_state",
            "is_predecessor_deleted": "is_predecessor_deleted",
        }) }} as evidence,
        least(predecessor_id, successor_id) || ',' || greatest(predecessor_id, successor_id) as evidence_ids,
        successor_project_id as project_id,
        successor_team_id as team_id,
        successor_assigned_to_id as owner_id,
        successor_assigned_to_name as owner_name
    from links

)

select * from final
