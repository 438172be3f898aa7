with

links as (

    select * from {{ ref('int_links') }}
    where is_selected and is_active and not is_remote

),

work_items as (

    select * from {{ ref('int_work_items') }}

),

ends as (

    select
        links.link_type,
        links.source_id,
        links.target_id,
        links.changed_at,
        case when sources.work_item_id is null then links.source_id end as unreadable_source_id,
        case when targets.work_item_id is null then links.target_id end as unreadable_target_id,
        coalesce(sources.url, targets.url) as url,
        coalesce(sources.project_id, targets.project_id) as project_id,
        coalesce(sources.team_id, targets.team_id) as team_id,
        coalesce(sources.assigned_to_id, targets.assigned_to_id) as assigned_to_id
    from links
    left join work_items as sources on links.source_id = sources.work_item_id
    left join work_items as targets on links.target_id = targets.work_item_id

),

final as (

    select
        link_type || '/' || source_id || '/' || target_id as subject_uid,
        case
            when coalesce(unreadable_source_id, unreadable_target_id) is not null then 'informational'
        end as severity,
        link_type || ' from ' || source_id || ' to ' || target_id || ' leads to an item that cannot be read: '
        || coalesce(
            unreadable_source_id || ' and ' || unreadable_target_id,
            cast(coalesce(unreadable_source_id, unreadable_target_id) as string)
        ) || '.' as reason,
        source_id || ' to ' || target_id as subject_name,
        url as subject_url,
        {{ json_object({
            "unreadable_source_id": "unreadable_source_id",
            "unreadable_target_id": "unreadable_target_id",
            "linked_at": "changed_at",
        }) }} as evidence,
        least(source_id, target_id) || ',' || greatest(source_id, target_id) as evidence_ids,
        project_id,
        team_id,
        assigned_to_id as owner_id
    from ends

)

select * from final
