with

links as (

    select * from {{ ref('int_dependencies') }}

),

final as (

    select
        link_type || '/' || predecessor_id || '/' || successor_id as subject_uid,
        case when is_late then 'high' end as severity,
        predecessor_work_item_type || ' ' || predecessor_id || ' ends on ' || predecessor_end_date
        || ', after ' || successor_work_item_type || ' ' || successor_id || ', which waits for it and ends on '
        || successor_end_date || '.' as reason,
        predecessor_id || ' before ' || successor_id as subject_name,
        predecessor_url as subject_url,
        {{ json_object({
            "predecessor_id": "predecessor_id",
            "successor_id": "successor_id",
            "predecessor_end_date": "predecessor_end_date",
            "successor_end_date": "successor_end_date",
        }) }} as evidence,
        least(predecessor_id, successor_id) || ',' || greatest(predecessor_id, successor_id) as evidence_ids,
        predecessor_project_id as project_id,
        predecessor_team_id as team_id,
        predecessor_assigned_to_id as owner_id,
        predecessor_assigned_to_name as owner_name
    from links

)

select * from final
